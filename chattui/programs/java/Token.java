import java.io.IOException;
import java.nio.charset.StandardCharsets;

  /** What chattui has for this account, refreshed by chattui. */
  static final class SignIn {
    private static String accessToken;

    /** The access token, asked for once, and once more where Google refused it. */
    static String accessToken(boolean another) throws Exception {
      if (accessToken == null || another) {
        Process chattui;
        try {
          chattui =
              new ProcessBuilder(COMMAND)
                  .redirectInput(ProcessBuilder.Redirect.INHERIT)
                  .redirectError(ProcessBuilder.Redirect.INHERIT)
                  .start();
        } catch (IOException missing) {
          throw new Failure("chattui is not on the PATH.");
        }
        String printed =
            new String(chattui.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (chattui.waitFor() != 0) {
          throw new Failure("chattui gave no token.");
        }
        accessToken = printed.strip();
      }
      return accessToken;
    }
  }
