import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;

  /** What every way to sign in needs. */
  static final class Credentials {
    /** The JSON of the file that a variable of the environment names, else of the usual one. */
    static Object file(String variable, String usual) {
      Path path = Path.of(System.getenv().getOrDefault(variable, usual));
      try {
        return Json.read(Files.readString(path));
      } catch (IOException missing) {
        throw new Failure(
            path.toAbsolutePath() + " cannot be read. Put it there, or name it in " + variable);
      } catch (IllegalArgumentException noJson) {
        throw new Failure(path.toAbsolutePath() + " holds no JSON.");
      }
    }

    static String need(Object value, String path, String whatElse) {
      if (Json.at(value, path) instanceof String text) {
        return text;
      }
      throw new Failure(whatElse);
    }

    /** The token endpoint's answer to a form: 200, or what it refuses. */
    static Object ask(Map<String, Object> form) throws IOException, InterruptedException, Refused {
      String body =
          form.entrySet().stream()
              .map(one -> one.getKey() + "=" + encoded((String) one.getValue()))
              .collect(Collectors.joining("&"));
      HttpResponse<String> response =
          Google.HTTP.send(
              HttpRequest.newBuilder(URI.create(TOKEN))
                  .timeout(Duration.ofSeconds(60))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .POST(BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw Refused.of(response);
      }
      return Json.read(response.body());
    }

    static String encoded(String value) {
      return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }
  }
