import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;

  /** Rows that earlier answers are part of, and lists made of rows. */
  static final class Rows {
    interface Item<R> {
      Object of(R row, Outcome outcome) throws Exception;
    }

    private record Items(List<Object> all) {}

    /** A value that is known when it is needed. */
    static Callable<Object> later(Callable<Object> value) {
      return value;
    }

    /** What `later` gives now. */
    static Object now(Object later) throws Exception {
      return ((Callable<?>) later).call();
    }

    /** The same for a log, which tells also of what failed: nothing where there is none. */
    static Object nowIfAny(Object later) throws Exception {
      try {
        return now(later);
      } catch (Refused none) {
        return "";
      }
    }

    /** For `list`: one item for each row that was called, with what came of it. */
    static <R> Object each(R[] rows, List<Outcome> outcomes, Item<R> item) throws Exception {
      List<Object> all = new ArrayList<>();
      for (int i = 0; i < outcomes.size(); i++) {
        all.add(item.of(rows[i], outcomes.get(i)));
      }
      return new Items(all);
    }

    /** A list in which `each` stands for all its items. */
    static List<Object> list(Object... items) {
      List<Object> made = new ArrayList<>();
      for (Object item : items) {
        made.addAll(item instanceof Items several ? several.all : Arrays.asList(item));
      }
      return made;
    }
  }
