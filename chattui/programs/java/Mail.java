import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

  /** Messages of plain text (RFC 5322, with RFC 2047 for what is not ASCII). */
  static final class Mail {
    /** Gmail's `raw`; a line break in an address or a subject never begins a header. */
    static String raw(List<String> to, String subject, String text) throws Refused {
      for (String address : to) {
        if (!address.matches("[!-~&&[^,;<>()\"]]+@[!-~&&[^,;<>()\"@]]+")) {
          throw Refused.here("This is not an address that mail can be sent to: " + address);
        }
      }
      String message =
          "To: " + String.join(",\r\n ", to) + "\r\n"
              + "Subject: " + header(subject) + "\r\n"
              + "MIME-Version: 1.0\r\n"
              + "Content-Type: text/plain; charset=\"utf-8\"\r\n"
              + "Content-Transfer-Encoding: base64\r\n"
              + "\r\n"
              + Base64.getMimeEncoder().encodeToString(bytes(text.replaceAll("\\R", "\r\n")))
              + "\r\n";
      return Base64.getUrlEncoder().encodeToString(bytes(message));
    }

    private static String header(String value) {
      if (value.matches("[ -~]{0,60}") && !value.contains("=?")) {
        return value;
      }
      List<String> words = new ArrayList<>();
      StringBuilder word = new StringBuilder();
      for (int character : value.codePoints().toArray()) {
        String next = Character.toString(character);
        if (bytes(word + next).length > 45) {
          words.add(word.toString());
          word.setLength(0);
        }
        word.append(next);
      }
      words.add(word.toString());
      words.replaceAll(
          part -> "=?UTF-8?B?" + Base64.getEncoder().encodeToString(bytes(part)) + "?=");
      return String.join("\r\n ", words);
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
