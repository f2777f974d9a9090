/** The sign-in that was kept, else a new one. */
async function authorize() {
  const { installed: client } = await readJson(CLIENT_FILE);
  if (!client?.client_id || !client.client_secret) {
    throw new Error(
      `${CLIENT_FILE} is not the file of a client of the type "Desktop app".`,
    );
  }
  const auth = new OAuth2Client({
    clientId: client.client_id,
    clientSecret: client.client_secret,
    // ENDPOINTS
  });
  const kept = await readJson(KEPT).catch(() => undefined);
  if (
    kept?.client_id === client.client_id &&
    SCOPES.every((scope) => kept.scopes?.includes(scope))
  ) {
    auth.setCredentials({ refresh_token: kept.refresh_token });
    try {
      await auth.getAccessToken();
      return auth;
    } catch (error) {
      if (error.response?.data?.error !== "invalid_grant") throw error;
      console.error("The sign-in that was kept has ended.");
    }
  }
  const tokens = await signIn(auth);
  auth.setCredentials(tokens);
  await keep({
    client_id: client.client_id,
    scopes: SCOPES,
    refresh_token: tokens.refresh_token,
  });
  return auth;
}

/** Asks in a browser, with PKCE and a state, and waits on a port of this machine. */
async function signIn(auth) {
  const server = createServer().listen(
    Number(process.env.PORT ?? 8400),
    "127.0.0.1",
  );
  await once(server, "listening");
  const { port } = server.address();
  const redirect_uri = `http://127.0.0.1:${port}`;
  const state = randomBytes(32).toString("base64url");
  const { codeVerifier, codeChallenge } =
    await auth.generateCodeVerifierAsync();
  console.error("Open this address in a browser and allow what it asks for.");
  console.error(
    `If the browser is on another machine, first: ssh -L ${port}:127.0.0.1:${port} HOST`,
  );
  console.error(
    auth.generateAuthUrl({
      redirect_uri,
      scope: SCOPES,
      state,
      code_challenge: codeChallenge,
      code_challenge_method: CodeChallengeMethod.S256,
      access_type: "offline",
      prompt: "consent",
    }),
  );
  try {
    for await (const [request, response] of on(server, "request")) {
      const answer = new URLSearchParams(request.url.split("?")[1]);
      const ours = answer.get("state") === state;
      response.writeHead(ours ? 200 : 404, {
        "Content-Type": "text/plain",
        Connection: "close",
      });
      response.end(
        ours ? "Done. You may close this page.\n" : "Not what is waited for.\n",
      );
      if (!ours) continue;
      await once(response, "finish");
      if (!answer.has("code"))
        throw new Error(`Google answered: ${answer.get("error")}`);
      const { tokens } = await auth.getToken({
        code: answer.get("code"),
        codeVerifier,
        redirect_uri,
      });
      const granted = tokens.scope.split(" ");
      const missing = SCOPES.filter((scope) => !granted.includes(scope));
      if (missing.length)
        throw new Error(`These were not allowed: ${missing.join(" ")}`);
      return tokens;
    }
  } finally {
    server.close();
    // A browser may hold one open that it has not used yet.
    server.closeAllConnections();
  }
}

/** Written for the next time: whole or not at all, and for nobody else. */
async function keep(signedIn) {
  await mkdir(dirname(KEPT), { recursive: true, mode: 0o700 });
  const beside = `${KEPT}.${randomUUID()}`;
  await writeFile(beside, JSON.stringify(signedIn), {
    mode: 0o600,
    flag: "wx",
  });
  await rename(beside, KEPT);
}
