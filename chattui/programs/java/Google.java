import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

  /** Nothing more can be done: the message says why. */
  static final class Failure extends RuntimeException {
    Failure(String message) {
      super(message);
    }
  }

  /** Google refused one request. */
  static final class Refused extends Exception {
    final int status;
    final String code;

    Refused(int status, String code, String message) {
      super(message);
      this.status = status;
      this.code = code;
    }

    /** What an error's body says, in Google's words. */
    static Refused of(HttpResponse<String> response) {
      String body = response.body();
      String code = "";
      String message = body.substring(0, Math.min(body.length(), 300));
      try {
        Object answer = Json.read(body);
        code = Json.at(answer, "error") instanceof String word ? word : "";
        for (String path : List.of("error", "error_description", "error.message")) {
          message = Json.at(answer, path) instanceof String words ? words : message;
        }
      } catch (IllegalArgumentException noJson) {
        // The page of a proxy: its beginning is said.
      }
      return new Refused(response.statusCode(), code, message);
    }

    /** A step that cannot be tried at all. */
    static Refused here(String why) {
      return new Refused(0, "", why);
    }
  }

  /** What came of one call. */
  record Outcome(boolean done, Object answer) {
    /** A field of the answer; what needs that of a call that failed is not tried. */
    String field(String path) throws Refused {
      Object value = Json.at(answer, path);
      boolean link = value == null && path.equals("spaceUri");
      if (link && Json.at(answer, "name") instanceof String name) {
        // A request that is sent again is answered with little more than the name.
        boolean direct = "DIRECT_MESSAGE".equals(Json.at(answer, "spaceType"));
        String kind = direct ? "dm" : "room";
        return "https://chat.google.com/" + kind + "/" + name.replace("spaces/", "");
      }
      if (value == null) {
        throw Refused.here("It needs the answer of an earlier call, which failed.");
      }
      return Google.shown(value);
    }

    /** The same for a log, which tells also of what failed: nothing where there is none. */
    String fieldIfAny(String path) {
      try {
        return field(path);
      } catch (Refused none) {
        return "";
      }
    }
  }

  /** Calls of Google's APIs, and what is said about them. */
  static final class Google {
    static final HttpClient HTTP =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(30))
            .build();
    static final PrintStream OUT =
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    static final PrintStream ERR =
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8);

    /** In place of an answer: nothing had to be sent. */
    static final Object SO_ALREADY = new Object();

    static int failed;
    private static final int ATTEMPTS = 6;
    private static final Pattern PLACE = Pattern.compile("\\{(\\+?)(\\w+)}");

    /** One call, by the words that name it; a failure is printed, and the program goes on. */
    static Outcome attempt(
        String what, Set<Integer> soAlready, List<String> shows, Callable<Object> step) {
      try {
        Object answer = step.call();
        if (answer == SO_ALREADY) {
          say(OUT, Stream.of("= " + what + ": it was so already"));
        } else if (answer != null) {
          say(OUT, Stream.concat(Stream.of("\u2713 " + what), fields(answer, shows)));
        }
        return new Outcome(true, answer);
      } catch (Refused refused) {
        if (soAlready.contains(refused.status)) {
          say(OUT, Stream.of("= " + what + ": it was so already"));
          return new Outcome(true, null);
        }
        say(ERR, Stream.of("\u2717 " + what + ": " + refused.getMessage()));
      } catch (IOException | IllegalArgumentException lost) {
        say(ERR, Stream.of("\u2717 " + what + ": no answer came, and it may be done: " + lost));
      } catch (Failure failure) {
        throw failure;
      } catch (Exception problem) {
        throw new Failure(what + ": " + problem);
      }
      failed++;
      return new Outcome(false, null);
    }

    /** One line, with nothing in it that a terminal would obey. */
    static void say(PrintStream to, Stream<String> parts) {
      to.println(
          parts
              .map(part -> part.replaceAll("[\\p{Cc}\\p{Cf}]+", " ").strip())
              .collect(Collectors.joining("\t")));
    }

    private static Stream<String> fields(Object answer, List<String> paths) {
      return paths.stream().map(path -> shown(Json.at(answer, path)));
    }

    private static String shown(Object value) {
      return value == null ? "" : value instanceof String text ? text : Json.write(value);
    }

    /** The address of a method: what its path does not name goes into the query. */
    static String url(String base, String path, Object... namesAndValues) {
      Map<String, Object> values = Json.object(namesAndValues);
      Matcher places = PLACE.matcher(path);
      StringBuilder made = new StringBuilder(base);
      while (places.find()) {
        String value = encoded(values.remove(places.group(2)));
        value = places.group(1).isEmpty() ? value : value.replace("%2F", "/");
        places.appendReplacement(made, Matcher.quoteReplacement(value));
      }
      places.appendTail(made);
      return with(made.toString(), values);
    }

    /** The address with these parameters in its query as well. */
    static String with(String url, Map<String, Object> query) {
      StringBuilder made = new StringBuilder(url);
      query.forEach(
          (name, value) -> {
            for (Object one : value instanceof List<?> list ? list : List.of(value)) {
              made.append(made.indexOf("?") < 0 ? '?' : '&');
              made.append(encoded(name)).append('=').append(encoded(one));
            }
          });
      return made.toString();
    }

    private static String encoded(Object value) {
      return URLEncoder.encode(shown(value), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Every row of every page that `keep` and the words leave, each printed as one line. */
    static Object pages(
        String url, String rows, List<String> shows, Predicate<Object> keep, List<String> words)
        throws Exception {
      String page = "";
      do {
        String next = page.isEmpty() ? url : with(url, Json.object("pageToken", page));
        Object answer = call("GET", next, null);
        for (Object row : Json.at(answer, rows) instanceof List<?> found ? found : List.of()) {
          String line = fields(row, shows).collect(Collectors.joining("\t"));
          if (keep.test(row) && holdsAll(line, words)) {
            say(OUT, fields(row, shows));
          }
        }
        page = shown(Json.at(answer, "nextPageToken"));
      } while (!page.isEmpty());
      return null;
    }

    private static boolean holdsAll(String line, List<String> words) {
      return words.stream().allMatch(line.toLowerCase(Locale.ROOT)::contains);
    }

    /** Whether a range of a sheet holds anything. */
    static boolean hasRows(String url) throws Exception {
      return Json.at(call("GET", url, null), "values") != null;
    }

    /** Whether a field holds one of these values, or anything where none is named. */
    static boolean holds(Object row, String path, String... values) {
      String value = shown(Json.at(row, path));
      return values.length == 0 ? !value.isEmpty() : List.of(values).contains(value);
    }

    /** The answer to a request that does no harm when it is sent twice. */
    static Object call(String verb, String url, Object body) throws Exception {
      return send(verb, url, body, true);
    }

    /** The answer to a request that is not sent again where its answer was lost. */
    static Object callOnce(String verb, String url, Object body) throws Exception {
      return send(verb, url, body, false);
    }

    /**
     * What was not done (429, 503) is tried again after as long as Google asks for; what may be
     * sent twice, after any 5xx or no answer at all.
     */
    private static Object send(String verb, String url, Object body, boolean repeatable)
        throws Exception {
      boolean another = false;
      boolean renewed = false;
      for (int attempt = 1; ; attempt++) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(90))
                .header("Authorization", "Bearer " + token(another))
                .method(
                    verb,
                    body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(Json.write(body)));
        if (body != null) {
          request.header("Content-Type", "application/json; charset=UTF-8");
        }
        another = false;
        HttpResponse<String> response;
        try {
          response = HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException noAnswer) {
          boolean safe = repeatable || noAnswer instanceof ConnectException;
          if (!safe || attempt >= ATTEMPTS) {
            throw noAnswer;
          }
          pause(attempt, null);
          continue;
        }
        int status = response.statusCode();
        if (status / 100 == 2) {
          return response.body().isBlank() ? Map.of() : Json.read(response.body());
        }
        boolean notDone = status == 429 || status == 503;
        if (status == 401 && !renewed) {
          another = renewed = true;
        } else if (attempt < ATTEMPTS && (notDone || status > 499 && repeatable)) {
          pause(attempt, response);
        } else {
          throw Refused.of(response);
        }
      }
    }

    private static String token(boolean another) throws Exception {
      try {
        return SignIn.accessToken(another);
      } catch (IOException problem) {
        throw new Failure("There is no access token: " + problem);
      }
    }

    private static void pause(int attempt, HttpResponse<?> response) throws InterruptedException {
      String asked =
          response == null ? "" : response.headers().firstValue("Retry-After").orElse("");
      long seconds = asked.matches("[0-9]{1,4}") ? Long.parseLong(asked) : 1L << (attempt - 1);
      Thread.sleep(seconds * 1000 + ThreadLocalRandom.current().nextInt(250));
    }
  }
