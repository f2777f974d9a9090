/** One request to one of Google's APIs, as SUBJECT. */
function call(method, template, parameters, body) {
  const query = { ...parameters };
  const path = template.replace(/\{\+?(\w+)\}/g, (_, name) => {
    const value = String(query[name]);
    delete query[name];
    return value.split("/").map(encodeURIComponent).join("/");
  });
  const pairs = Object.entries(query)
    .filter(([, value]) => value !== null)
    .flatMap(([name, value]) =>
      // A list is the same parameter several times.
      [value].flat().map((one) => `${name}=${encodeURIComponent(one)}`),
    );
  return fetched(path + (pairs.length ? `?${pairs.join("&")}` : ""), {
    method,
    headers: { Authorization: `Bearer ${accessToken()}` },
    ...(body && {
      contentType: "application/json",
      payload: JSON.stringify(body),
    }),
  });
}

function fetched(url, options) {
  const response = UrlFetchApp.fetch(url, {
    ...options,
    muteHttpExceptions: true,
  });
  const code = response.getResponseCode();
  const text = response.getContentText();
  if (code < 300) return JSON.parse(text || "{}");
  let message = `HTTP ${code}`;
  try {
    const { error, error_description: description } = JSON.parse(text);
    message = error.message ?? `${error}: ${description}`;
  } catch {
    // No JSON: the status has to do.
  }
  const retryAfter = Number(response.getHeaders()["Retry-After"]);
  throw Object.assign(new Error(message), {
    details: { code, message, retryAfter },
  });
}

let token;

/** The service account's token for SUBJECT, good for an hour: longer than a script may run. */
function accessToken() {
  if (token) return token;
  const property = PropertiesService.getScriptProperties().getProperty(
    "SERVICE_ACCOUNT_KEY",
  );
  if (!property)
    throw new Error("The script property SERVICE_ACCOUNT_KEY is missing.");
  const key = JSON.parse(property);
  const issued = Math.floor(Date.now() / 1000);
  const claims = {
    iss: key.client_email,
    sub: SUBJECT,
    scope: SCOPES.join(" "),
    aud: "https://oauth2.googleapis.com/token",
    iat: issued,
    exp: issued + 3600,
  };
  const encoded = (data) =>
    Utilities.base64EncodeWebSafe(data).replace(/=+$/, "");
  const header = { alg: "RS256", typ: "JWT", kid: key.private_key_id };
  const unsigned = `${encoded(JSON.stringify(header))}.${encoded(JSON.stringify(claims))}`;
  const signature = Utilities.computeRsaSha256Signature(
    unsigned,
    key.private_key,
  );
  const answer = fetched(claims.aud, {
    method: "post",
    payload: {
      grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
      assertion: `${unsigned}.${encoded(signature)}`,
    },
  });
  token = answer.access_token;
  return token;
}
