import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

  /** JSON as maps, lists, strings, numbers, booleans and null. */
  static final class Json {
    private final String text;
    private int at;

    private Json(String text) {
      this.text = text;
    }

    /** An object of names and values in turn. */
    static Map<String, Object> object(Object... namesAndValues) {
      Map<String, Object> made = new LinkedHashMap<>();
      for (int i = 0; i < namesAndValues.length; i += 2) {
        made.put((String) namesAndValues[i], namesAndValues[i + 1]);
      }
      return made;
    }

    /** The value at a dotted path, or null where there is none. */
    static Object at(Object value, String path) {
      for (String name : path.split("\\.")) {
        value = value instanceof Map<?, ?> map ? map.get(name) : null;
      }
      return value;
    }

    static String write(Object value) {
      StringBuilder out = new StringBuilder();
      write(value, out);
      return out.toString();
    }

    private static void write(Object value, StringBuilder out) {
      if (value instanceof Map<?, ?> map) {
        String before = "{";
        for (Map.Entry<?, ?> entry : map.entrySet()) {
          out.append(before);
          quote((String) entry.getKey(), out);
          out.append(':');
          write(entry.getValue(), out);
          before = ",";
        }
        out.append(map.isEmpty() ? "{}" : "}");
      } else if (value instanceof List<?> list) {
        String before = "[";
        for (Object item : list) {
          out.append(before);
          write(item, out);
          before = ",";
        }
        out.append(list.isEmpty() ? "[]" : "]");
      } else if (value instanceof String string) {
        quote(string, out);
      } else {
        out.append(value);
      }
    }

    private static void quote(String string, StringBuilder out) {
      out.append('"');
      for (char c : string.toCharArray()) {
        if (c == '"' || c == '\\') {
          out.append('\\').append(c);
        } else if (c < ' ' || c > '~') {
          out.append(String.format("\\u%04x", (int) c));
        } else {
          out.append(c);
        }
      }
      out.append('"');
    }

    /** What the text says; IllegalArgumentException where it is no JSON. */
    static Object read(String text) {
      Json json = new Json(text);
      Object value = json.value();
      if (json.peek() != 0) {
        throw json.bad();
      }
      return value;
    }

    private Object value() {
      switch (peek()) {
        case '{':
          return object();
        case '[':
          return array();
        case '"':
          return string();
        default:
          int begin = at;
          while (at < text.length() && ",:]} \t\r\n".indexOf(text.charAt(at)) < 0) {
            at++;
          }
          return plain(text.substring(begin, at));
      }
    }

    private Object plain(String word) {
      switch (word) {
        case "null":
          return null;
        case "true":
          return true;
        case "false":
          return false;
        default:
          // NumberFormatException is an IllegalArgumentException.
          return word.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(word) : Double.valueOf(word);
      }
    }

    private Map<String, Object> object() {
      Map<String, Object> made = new LinkedHashMap<>();
      at++;
      while (peek() != '}') {
        if (!made.isEmpty()) {
          skip(',');
        }
        peek();
        String name = string();
        skip(':');
        made.put(name, value());
      }
      at++;
      return made;
    }

    private List<Object> array() {
      List<Object> made = new ArrayList<>();
      at++;
      while (peek() != ']') {
        if (!made.isEmpty()) {
          skip(',');
        }
        made.add(value());
      }
      at++;
      return made;
    }

    private String string() {
      StringBuilder made = new StringBuilder();
      skip('"');
      while (next() != '"') {
        char c = text.charAt(at++);
        if (c != '\\') {
          made.append(c);
          continue;
        }
        char escaped = next();
        at++;
        if (escaped == 'u' && at + 4 <= text.length()) {
          made.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
          at += 4;
        } else {
          int place = "bfnrt".indexOf(escaped);
          made.append(place < 0 ? escaped : "\b\f\n\r\t".charAt(place));
        }
      }
      at++;
      return made.toString();
    }

    /** The next character that is no white space, or 0 at the end. */
    private char peek() {
      while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
        at++;
      }
      return at < text.length() ? text.charAt(at) : 0;
    }

    private char next() {
      if (at >= text.length()) {
        throw bad();
      }
      return text.charAt(at);
    }

    private void skip(char wanted) {
      if (peek() != wanted) {
        throw bad();
      }
      at++;
    }

    private IllegalArgumentException bad() {
      return new IllegalArgumentException("This is no JSON, from character " + at + " on.");
    }
  }
