import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.concurrent.TimeUnit;

  /** A service account's key, which signs that it acts as somebody of the organisation. */
  static final class SignIn {
    private static String accessToken;
    private static long endsAt;

    /** An access token that is good for a minute more, or another one where Google refused it. */
    static String accessToken(boolean another) throws Exception {
      if (accessToken == null || another || System.nanoTime() > endsAt) {
        Object answer;
        try {
          answer =
              Credentials.ask(
                  Json.object(
                      "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer",
                      "assertion", assertion()));
        } catch (Refused refused) {
          throw new Failure(
              "Google does not let the service account act as " + SUBJECT + ": "
                  + refused.getMessage());
        }
        accessToken = Credentials.need(answer, "access_token", "Google gave no access token.");
        long seconds = Json.at(answer, "expires_in") instanceof Number n ? n.longValue() : 3599;
        endsAt = System.nanoTime() + TimeUnit.SECONDS.toNanos(Math.max(1, seconds - 60));
      }
      return accessToken;
    }

    private static String assertion() throws Exception {
      Object key = Credentials.file("SERVICE_ACCOUNT_FILE", "service_account.json");
      String other = "The key file is not that of a service account.";
      String email = Credentials.need(key, "client_email", other);
      long now = Instant.now().getEpochSecond();
      String claims =
          Json.write(
              Json.object(
                  "iss", email,
                  "sub", SUBJECT,
                  "scope", String.join(" ", SCOPES),
                  "aud", TOKEN,
                  "iat", now,
                  "exp", now + 3600));
      String header =
          Json.write(
              Json.object(
                  "alg", "RS256",
                  "typ", "JWT",
                  "kid", Credentials.need(key, "private_key_id", other)));
      String signed = base64(bytes(header)) + "." + base64(bytes(claims));
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(privateKey(Credentials.need(key, "private_key", other)));
      signature.update(bytes(signed));
      return signed + "." + base64(signature.sign());
    }

    private static PrivateKey privateKey(String pem) {
      String inner = pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----|\\s", "");
      try {
        byte[] der = Base64.getDecoder().decode(inner);
        return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
        throw new Failure("The private key in the key file cannot be read.");
      }
    }

    private static String base64(byte[] data) {
      return Base64.getUrlEncoder().withoutPadding().encodeToString(data);
    }

    private static byte[] bytes(String text) {
      return text.getBytes(StandardCharsets.UTF_8);
    }
  }
