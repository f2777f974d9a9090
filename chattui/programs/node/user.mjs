/** The grant that is kept from last time, or a new one. */
async function authorize() {
  const { installed: client } = await readJson(CLIENT_FILE);
  if (!client?.client_id || !client.client_secret) {
    throw new Error(`${CLIENT_FILE} is not the file of a client of the type "Desktop app".`);
  }
  const auth = new OAuth2Client({
    clientId: client.client_id,
    clientSecret: client.client_secret,/*ENDPOINTS*/
  });
  const file = tokenFile(auth, client);
  if (existsSync(file)) {
    auth.setCredentials(await readJson(file));
    try {
      await auth.getAccessToken();
      return auth;
    } catch (error) {
      if (error.response?.data?.error !== "invalid_grant") throw error;
      console.error("The kept grant has ended. Sign in once more.");
    }
  }
  const tokens = await consent(auth);
  auth.setCredentials(tokens);
  await keep(file, { refresh_token: tokens.refresh_token });
  return auth;
}

/** Asks in a browser, with PKCE and a state, and waits on a port of this machine. */
async function consent(auth) {
  const server = createServer().listen(Number(process.env.PORT ?? 8400), "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  const redirect_uri = `http://127.0.0.1:${port}`;
  const state = randomBytes(32).toString("base64url");
  const { codeVerifier, codeChallenge } = await auth.generateCodeVerifierAsync();
  console.error("Open this address in a browser and allow what it asks for.");
  console.error(`If the browser is on another machine, first: ssh -L ${port}:127.0.0.1:${port} HOST`);
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
      const answer = new URL(request.url, redirect_uri).searchParams;
      const ours = answer.get("state") === state;
      response.writeHead(ours ? 200 : 404, { "Content-Type": "text/plain", Connection: "close" });
      response.end(ours ? "Done. You may close this page.\n" : "Not what is waited for.\n");
      if (!ours) continue;
      if (!answer.has("code")) throw new Error(`Google answered: ${answer.get("error")}`);
      const { tokens } = await auth.getToken({ code: answer.get("code"), codeVerifier, redirect_uri });
      const granted = tokens.scope.split(" ");
      const missing = SCOPES.filter((scope) => !granted.includes(scope));
      if (missing.length) throw new Error(`These were not allowed: ${missing.join(" ")}`);
      return tokens;
    }
  } finally {
    server.close();
  }
}

/** One file for each client and its scopes, in the person's folder of settings. */
function tokenFile(auth, client) {
  const folder = process.env.XDG_CONFIG_HOME || join(homedir(), ".config");
  const of = [auth.endpoints.oauth2TokenUrl, client.client_id, ...SCOPES].join(" ");
  const name = createHash("sha256").update(of).digest("hex").slice(0, 16);
  return join(folder, "chattui-programs", `${name}.json`);
}

/** Written beside it first, for this person only: no half file is ever read. */
async function keep(file, tokens) {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const beside = `${file}.${randomUUID()}`;
  await writeFile(beside, JSON.stringify(tokens), { mode: 0o600, flag: "wx" });
  await rename(beside, file);
}
