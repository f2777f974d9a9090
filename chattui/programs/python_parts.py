"""The parts of a Python program that do not depend on what it does; used where it needs them."""

from __future__ import annotations

from typing import Final

USER: Final = '''
class SignInFailed(Exception):
    """Nobody signed in; the words say why."""


def sign_in():
    """Credentials of the person: from the sign-in that was kept, else from a new one."""
    config = json.loads(CLIENT_FILE.read_text(encoding="utf-8"))
    kinds = ("installed", "web") if isinstance(config, dict) else ()
    kind = next((name for name in kinds if isinstance(config.get(name), dict)), None)
    if kind is None or not config[kind].get("client_secret"):
        raise SignInFailed(f"{CLIENT_FILE} is no OAuth client file with a secret")
    client = config[kind]
    client |= {"auth_uri": AUTH_URI, "token_uri": TOKEN_URI}  # never what else a file may say
    if credentials := kept_sign_in(client):
        return credentials
    flow = InstalledAppFlow.from_client_config({kind: client}, SCOPES)
    flow.fetch_token(authorization_response=answer_to(flow))
    credentials = flow.credentials
    if missing := set(SCOPES) - set(credentials.granted_scopes or SCOPES):
        raise SignInFailed(f"not granted: {', '.join(sorted(missing))}")
    keep(client, credentials.refresh_token)
    return credentials


def answer_to(flow):
    """The address to which the browser came back, on a port of this machine. Whatever else calls
    there is refused, and a connection that says nothing keeps nobody waiting."""
    answers = SimpleQueue()

    class Redirect(BaseHTTPRequestHandler):
        def do_GET(self):
            asked = parse_qs(urlsplit(self.path).query)
            is_ours = asked.get("state") == [state] and bool(asked.keys() & {"code", "error"})
            words = "Done. You may close this page." if is_ours else "Not what is waited for."
            try:
                self.send_response(200 if is_ours else 404)
                self.send_header("Content-Type", "text/plain")
                self.end_headers()
                self.wfile.write(words.encode())
            finally:
                if is_ours:
                    answers.put(self.path)

        def log_message(self, *_):
            """Nothing is said of who calls."""

    with ThreadingHTTPServer(("127.0.0.1", int(PORT)), Redirect) as server:
        server.handle_error = lambda *_: None  # somebody hung up
        here = f"127.0.0.1:{server.server_port}"
        flow.redirect_uri = f"http://{here}/"
        url, state = flow.authorization_url(access_type="offline", prompt="consent")
        Thread(target=server.serve_forever, daemon=True).start()
        print("Open this address in a browser, and allow what it asks for:", file=sys.stderr)
        print(url, file=sys.stderr)
        path = answers.get()
        server.shutdown()
    return f"https://{here}{path}"  # oauthlib takes no other; it never left this machine


def kept_sign_in(client):
    """Credentials from the refresh token in the file, where it is this client's and still good."""
    try:
        kept = json.loads(KEPT.read_text(encoding="utf-8"))
        refresh_token, scopes = kept["refresh_token"], set(kept["scopes"])
        is_ours = kept["client_id"] == client["client_id"]
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return None  # there is none, or none that can be read
    if not is_ours or not set(SCOPES) <= scopes:
        return None
    credentials = Credentials(
        None,
        refresh_token=refresh_token,
        token_uri=TOKEN_URI,
        client_id=client["client_id"],
        client_secret=client["client_secret"],
    )
    try:
        credentials.refresh(Request())
    except RefreshError as error:
        print(f"The sign-in that was kept has ended: {error.args[0]}", file=sys.stderr)
        return None
    return credentials


def keep(client, refresh_token):
    """Write the refresh token for the next time: whole or not at all, and for nobody else."""
    KEPT.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    kept = {"client_id": client["client_id"], "scopes": SCOPES, "refresh_token": refresh_token}
    number, name = tempfile.mkstemp(dir=KEPT.parent)  # of mode 0600
    with os.fdopen(number, "w", encoding="utf-8") as file:
        json.dump(kept, file)
    os.replace(name, KEPT)
'''

DELEGATION: Final = '''
def sign_in():
    """Credentials of the service account, acting as somebody of its organisation."""
    key = json.loads(KEY_FILE.read_text(encoding="utf-8"))
    key["token_uri"] = TOKEN_URI  # never what else a file may say
    return service_account.Credentials.from_service_account_info(
        key, scopes=SCOPES, subject=SUBJECT
    )
'''

CHATTUI: Final = '''
class ChattuiToken(google.auth.credentials.Credentials):
    """An access token of `chattui token`; another one where Google does not take it any more."""

    def refresh(self, request):
        done = subprocess.run(CHATTUI_TOKEN, stdout=subprocess.PIPE, text=True)
        if done.returncode:
            raise RefreshError("`chattui token` gave none, and said why.")
        self.token = done.stdout.strip()


def sign_in():
    """Credentials of an account that chattui knows."""
    credentials = ChattuiToken()
    credentials.refresh(None)
    return credentials
'''

SEND: Final = '''
NO_ANSWER = (OSError, HTTPException, HttpLib2Error, ValueError)  # or one that is no JSON


def send(request, again=True):
    """Google's answer. Where it is busy or fails in passing the request is sent again; where that
    could do something twice, only if Google said that it did nothing."""
    for pause in (1, 2, 4, 8, 16, None):
        try:
            return request.execute()
        except HttpError as error:
            status, after = error.status_code, error.resp.get("retry-after", "")
            passes = status in (429, 503) or (again and status in (500, 502, 504))
            if pause is None or not passes:
                raise
            time.sleep(int(after) if after.isdecimal() and len(after) < 5 else pause)
        except NO_ANSWER:
            if pause is None or not again:
                raise
            time.sleep(pause)
'''

ONCE: Final = '''
def execute_once(request):
    """Google's answer to what must not be done twice. httplib2, which sends the other requests,
    sends by itself again what was not answered."""
    body, headers = request.body.encode(), dict(request.headers)
    with AuthorizedSession(request.http.credentials) as session:
        answer = session.request(request.method, request.uri, data=body, headers=headers)
    if not answer.ok:
        raise HttpError(Response({**answer.headers, "status": answer.status_code}), answer.content)
    return answer.json()
'''

ATTEMPT: Final = '''
def attempt(label, request, shows=(), accepts=(), again=True):
    """Send one request and say what came of it. Gives the answer, and None where it failed."""
    try:
        answer = send(request, again)
    except HttpError as error:
        if error.status_code in accepts:
            print(f"= {label}: it was so already")
            return {}
        fail(label, error.reason)
        return None
    except NO_ANSWER as error:
        fail(label, f"no answer came, and it may be done: {error}")
        return None
    print(line([f"✓ {label}"], answer, shows))
    return answer
'''

FAIL: Final = '''
def fail(label, why):
    """Say what failed; the program goes on, and ends with status 1."""
    failed.append(label)
    why = "".join(char if char.isprintable() else " " for char in str(why))
    print(f"✗ {label}: {why}", file=sys.stderr)
'''

PAGES: Final = '''
def pages(label, request, following, name):
    """Each row of each page of a list."""
    try:
        while request is not None:
            page = send(request)
            yield from page.get(name, [])
            request = following(request, page)
    except (HttpError, *NO_ANSWER) as error:
        fail(label, getattr(error, "reason", error))
'''

FIELD: Final = '''
def field(answer, path):
    """What stands at a dotted path of an answer, on one line; nothing where it is not there."""
    for name in path.split("."):
        answer = (answer or {}).get(name)
    text = answer if isinstance(answer, str) else "" if answer is None else json.dumps(answer)
    return "".join(char if char.isprintable() else " " for char in text)
'''

LINK: Final = '''
def link_of(space):
    """Its link. A request that is sent again is answered with little more than the name."""
    if not space or space.get("spaceUri"):
        return field(space, "spaceUri")
    kind = "dm" if space.get("spaceType") == "DIRECT_MESSAGE" else "room"
    return f"https://chat.google.com/{kind}/{space['name'].removeprefix('spaces/')}"
'''

LINE: Final = '''
def line(before, answer, paths):
    """A line of what stands at these paths of an answer, with tabs between them."""
    return "\\t".join([*before, *(field(answer, path) for path in paths)])
'''

MAIL: Final = '''
def raw_mail(to, subject, text):
    """A mail as Gmail takes it."""
    message = MIMEText(text.replace("\\r\\n", "\\n").replace("\\n", "\\r\\n"), "plain", "utf-8")
    message["To"] = ", ".join(to)
    # EmailMessage would decode "=?…?=" in a subject, and a line break in it begins a header.
    message["Subject"] = Header(subject, "utf-8", header_name="Subject")
    data = message.as_bytes(policy=compat32.clone(linesep="\\r\\n"))
    return base64.urlsafe_b64encode(data).decode()
'''

NOW: Final = '''
def now():
    """The time, as a sheet can sort it."""
    return f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}"
'''

RESULT: Final = '''
def result(answer, good, bad):
    """What came of a request, in words."""
    return bad if answer is None else good
'''

END: Final = """
if __name__ == "__main__":
    try:
        sys.exit(main())
    except ({errors}) as error:
        # What google-auth raises holds Google's answer as well, beside its words.
        told = error.args[0] if error.args and isinstance(error.args[0], str) else error
        sys.exit(f"The sign-in failed: {{told}}")
    except KeyboardInterrupt:
        sys.exit(130)
"""
