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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

  /** Nothing more can be done: the message says why. */
  static final class Failure extends RuntimeException {
    Failure(String message) {
      super(message);
    }
  }

  /** Google refused one request. */
  static final class Refused extends Exception {
    final int status;

    Refused(int status, String message) {
      super(message);
      this.status = status;
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

    /** The answer of a step that had nothing to do. */
    static final Object NOTHING_TO_DO = new Object();

    static int failed;
    private static final int ATTEMPTS = 7;
    private static final Pattern PLACE = Pattern.compile("\\{(\\+?)(\\w+)}");

    /** One step: its answer, or null after a failure, which is printed and does not end the rest. */
    static Object attempt(
        String what, Set<Integer> soAlready, List<String> shows, Callable<Object> step) {
      try {
        Object answer = step.call();
        if (answer == NOTHING_TO_DO) {
          say(OUT, "so already", what);
          return null;
        }
        List<String> line = new ArrayList<>(List.of("done", what));
        for (String path : shows) {
          line.add(shown(Json.at(answer, path)));
        }
        say(OUT, line.toArray(String[]::new));
        return answer;
      } catch (Refused refused) {
        if (soAlready.contains(refused.status)) {
          say(OUT, "so already", what);
          return null;
        }
        fail(what, refused.getMessage());
      } catch (Failure failure) {
        throw failure;
      } catch (InterruptedException interrupted) {
        throw new Failure("Interrupted.");
      } catch (Exception problem) {
        fail(what, problem.getClass().getSimpleName() + ": " + problem.getMessage());
      }
      return null;
    }

    private static void fail(String what, String why) {
      failed++;
      say(ERR, "failed", what, why);
    }

    /** One line, with nothing in it that a terminal would obey. */
    static void say(PrintStream to, String... parts) {
      to.println(
          List.of(parts).stream()
              .map(part -> part.replaceAll("[\\p{Cc}\\p{Cf}]+", " ").strip())
              .collect(Collectors.joining("\t")));
    }

    private static String shown(Object value) {
      return value == null ? "" : value instanceof String text ? text : Json.write(value);
    }

    /** A field of an earlier answer; where that step failed, this one fails too. */
    static String field(Object answer, String path) throws Refused {
      Object value = Json.at(answer, path);
      if (value == null) {
        throw new Refused(0, "It needs the answer of an earlier step, which failed.");
      }
      return shown(value);
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

    /** Every row of every page, each printed as one line. */
    static Object pages(String url, String rows, List<String> shows) throws Exception {
      String page = "";
      do {
        Object answer = call("GET", page.isEmpty() ? url : with(url, Json.object("pageToken", page)));
        Object found = Json.at(answer, rows);
        for (Object row : found instanceof List<?> list ? list : List.of()) {
          say(OUT, shows.stream().map(path -> shown(Json.at(row, path))).toArray(String[]::new));
        }
        page = shown(Json.at(answer, "nextPageToken"));
      } while (!page.isEmpty());
      return null;
    }

    static Object call(String verb, String url) throws Exception {
      return call(verb, url, null, true);
    }

    /**
     * The answer to one request. What was not done (429), or may be done again (after 5xx or no
     * answer at all), is tried again, after as long as Google asks for.
     */
    static Object call(String verb, String url, Object body, boolean repeatable) throws Exception {
      boolean renewed = false;
      for (int attempt = 1; ; attempt++) {
        HttpRequest.Builder request =
            HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(90))
                .header("Authorization", "Bearer " + SignIn.accessToken(renewed))
                .method(
                    verb,
                    body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofString(Json.write(body)));
        if (body != null) {
          request.header("Content-Type", "application/json; charset=UTF-8");
        }
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
        if (status == 401 && !renewed) {
          renewed = true;
        } else if (attempt < ATTEMPTS && (status == 429 || status >= 500 && repeatable)) {
          pause(attempt, response);
        } else {
          throw new Refused(status, "HTTP " + status + ": " + reason(response.body()));
        }
      }
    }

    private static void pause(int attempt, HttpResponse<?> response) throws InterruptedException {
      String asked =
          response == null ? "" : response.headers().firstValue("Retry-After").orElse("");
      long seconds = asked.matches("[0-9]{1,4}") ? Long.parseLong(asked) : 1L << (attempt - 1);
      Thread.sleep(seconds * 1000 + ThreadLocalRandom.current().nextInt(500));
    }

    /** What an error's body says, in Google's words. */
    static String reason(String body) {
      try {
        Object answer = Json.read(body);
        for (String path : List.of("error.message", "error_description", "error")) {
          if (Json.at(answer, path) instanceof String message) {
            return message;
          }
        }
      } catch (IllegalArgumentException noJson) {
        // A proxy's page: its beginning is said.
      }
      return body.substring(0, Math.min(body.length(), 300));
    }
  }
