import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

  /** A person's own grant: asked for once in a browser, then kept as a refresh token. */
  static final class SignIn {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static String accessToken;
    private static long endsAt;

    /** An access token that is good for a minute more, or another one where Google refused it. */
    static String accessToken(boolean another) throws Exception {
      if (accessToken == null || another || System.nanoTime() > endsAt) {
        Object client = client();
        Object kept = kept(client);
        Object answer = kept == null ? null : refreshed(client, kept);
        keep(answer == null ? consent(client) : answer);
      }
      return accessToken;
    }

    private static void keep(Object answer) {
      accessToken = Credentials.need(answer, "access_token", "Google gave no access token.");
      long seconds = Json.at(answer, "expires_in") instanceof Number n ? n.longValue() : 3599;
      endsAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(Math.max(1, seconds - 60));
    }

    private static Object client() {
      Object file = Credentials.file("CLIENT_FILE", "client_secret.json");
      Object client = Json.at(file, "installed");
      String other = "The client file is not that of a client of the type \"Desktop app\".";
      Credentials.need(client, "client_id", other);
      Credentials.need(client, "client_secret", other);
      return client;
    }

    /** The grant of an earlier run, or null where there is none of this client for these scopes. */
    private static Object kept(Object client) throws IOException {
      try {
        Object kept = Json.read(Files.readString(keptIn()));
        boolean same =
            Json.at(kept, "client_id") instanceof String id
                && id.equals(Json.at(client, "client_id"))
                && Json.at(kept, "scopes") instanceof List<?> scopes
                && scopes.containsAll(SCOPES);
        return same ? kept : null;
      } catch (NoSuchFileException | IllegalArgumentException nothing) {
        return null;
      }
    }

    private static Object refreshed(Object client, Object kept) throws Exception {
      try {
        return Credentials.ask(
            Json.object(
                "grant_type", "refresh_token",
                "refresh_token", Credentials.need(kept, "refresh_token", "No refresh token."),
                "client_id", Json.at(client, "client_id"),
                "client_secret", Json.at(client, "client_secret")));
      } catch (Refused refused) {
        if (!"invalid_grant".equals(refused.code)) {
          throw new Failure("Google refused to refresh the grant: " + refused.getMessage());
        }
        Google.ERR.println("The kept grant has ended. Sign in once more.");
        return null;
      }
    }

    /** Asks in a browser, with PKCE and a state, and waits on a port of this machine. */
    private static Object consent(Object client) throws Exception {
      String state = random();
      String verifier = random();
      CompletableFuture<Map<String, String>> answered = new CompletableFuture<>();
      int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8400"));
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port), 0);
      server.createContext("/", exchange -> redirected(exchange, state, answered));
      // A connection that a browser opens and says nothing on holds up nobody.
      server.setExecutor(exchange -> new Thread(exchange).start());
      server.start();
      try {
        port = server.getAddress().getPort();
        String redirect = "http://127.0.0.1:" + port + "/";
        String address =
            Google.url(
                AUTHORIZE, "",
                "client_id", Json.at(client, "client_id"),
                "redirect_uri", redirect,
                "response_type", "code",
                "scope", String.join(" ", SCOPES),
                "state", state,
                "code_challenge", base64(sha256(verifier)),
                "code_challenge_method", "S256",
                "access_type", "offline",
                "prompt", "consent");
        Google.ERR.println(
            "Open this address in a browser and allow what it asks for. Is the browser on another"
                + " machine, then connect from there with: ssh -L " + port + ":127.0.0.1:" + port);
        Google.ERR.println(address);
        String code = code(answered.get(15, TimeUnit.MINUTES));
        Object answer =
            Credentials.ask(
                Json.object(
                    "grant_type", "authorization_code",
                    "code", code,
                    "redirect_uri", redirect,
                    "code_verifier", verifier,
                    "client_id", Json.at(client, "client_id"),
                    "client_secret", Json.at(client, "client_secret")));
        checkScopes(answer);
        write(
            keptIn(),
            Json.write(
                Json.object(
                    "client_id", Json.at(client, "client_id"),
                    "scopes", SCOPES,
                    "refresh_token",
                        Credentials.need(answer, "refresh_token", "No refresh token."))));
        return answer;
      } catch (TimeoutException late) {
        throw new Failure("Nobody answered within 15 minutes.");
      } catch (Refused refused) {
        throw new Failure("Google refused the sign-in: " + refused.getMessage());
      } finally {
        server.stop(0);
      }
    }

    private static void redirected(
        HttpExchange exchange, String state, CompletableFuture<Map<String, String>> answered)
        throws IOException {
      Map<String, String> query = new HashMap<>();
      String raw = exchange.getRequestURI().getRawQuery();
      for (String pair : raw == null ? new String[0] : raw.split("&")) {
        String[] both = pair.split("=", 2);
        String value = both.length < 2 ? "" : both[1];
        query.put(both[0], URLDecoder.decode(value, StandardCharsets.UTF_8));
      }
      boolean ours =
          MessageDigest.isEqual(bytes(query.getOrDefault("state", "")), bytes(state))
              && (query.containsKey("code") || query.containsKey("error"));
      byte[] page = bytes(ours ? "Done. You may close this page.\n" : "Not what is waited for.\n");
      exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
      exchange.sendResponseHeaders(ours ? 200 : 404, page.length);
      exchange.getResponseBody().write(page);
      exchange.close();
      if (ours) {
        answered.complete(query);
      }
    }

    private static String code(Map<String, String> query) {
      if (query.containsKey("error")) {
        throw new Failure("Google answered: " + query.get("error"));
      }
      return query.get("code");
    }

    /** A person may have left some out on Google's page. */
    private static void checkScopes(Object answer) {
      String granted = Credentials.need(answer, "scope", "Google did not say what was granted.");
      Set<String> given = Set.copyOf(Arrays.asList(granted.split(" ")));
      List<String> missing = SCOPES.stream().filter(scope -> !given.contains(scope)).toList();
      if (!missing.isEmpty()) {
        throw new Failure("These were not allowed: " + String.join(" ", missing));
      }
    }

    /** A file of this program, in the person's folder of settings. */
    private static Path keptIn() {
      Map<String, String> environment = System.getenv();
      String home = environment.getOrDefault("HOME", System.getProperty("user.home"));
      String own = environment.getOrDefault("XDG_CONFIG_HOME", "");
      Path folder = own.isEmpty() ? Path.of(home, ".config") : Path.of(own);
      return folder.resolve("chattui-programs").resolve(KEPT);
    }

    /** Written beside it first, for this person only: no half file is ever read. */
    private static void write(Path file, String text) throws IOException {
      boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
      FileAttribute<?>[] folderMode = {}, mode = {};
      if (posix) {
        folderMode = new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))};
        mode = new FileAttribute<?>[] {
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))};
      }
      Files.createDirectories(file.getParent(), folderMode);
      Path beside = Files.createTempFile(file.getParent(), "", ".new", mode);
      Files.writeString(beside, text);
      try {
        Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
      } catch (AtomicMoveNotSupportedException plain) {
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
      }
    }

    private static String random() {
      byte[] made = new byte[48];
      RANDOM.nextBytes(made);
      return base64(made);
    }

    private static byte[] sha256(String text) throws GeneralSecurityException {
      return MessageDigest.getInstance("SHA-256").digest(bytes(text));
    }

    private static String base64(byte[] data) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
