"""Where gcloud, gws, gog and GAM keep what they signed in with.

Sources: gcloud's ``Paths`` (googlecloudsdk/core/config.py) with CLOUDSDK_CONFIG; gws's
``base_config_dir`` and ``config_dir`` (src/auth_commands.rs); gog's ``kindDir`` and
``clientCredentialsPathInDir`` (internal/config/paths.go); GAM's ``_getCfgDirectory`` and
``_getCfgFile`` with GAMCFGDIR, and its wiki's page gam.cfg.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Mapping

from chattui.clientfile.bounded import read_some
from chattui.oauth import foreign_problems as problems
from chattui.oauth.foreign_fields import GAM_TOKEN, GOG_EXPORT
from chattui.oauth.foreign_files import SQLITE, ForeignGrant, Place, look_at
from chattui.problem import Problem, ProblemError

PROGRAMS = ("gcloud", "gws", "gog", "gam")

_MOST = 200
"""How many accounts, profiles or sections of one program are looked at."""
_LARGEST_CONFIG = 1 << 20


def places(program: str, environ: Mapping[str, str]) -> tuple[Place, ...]:
    """The sign-ins that `program` left on this machine; opens no network. Blocking."""
    found = _FINDERS[program](environ)
    seen = {(place.path, place.account): place for place in found if os.path.isfile(place.path)}
    return tuple(seen.values())[:_MOST]


def everything(environ: Mapping[str, str]) -> tuple[ForeignGrant, ...]:
    """What each program left on this machine, each sign-in once, and with its `problem` where it
    cannot be taken over or its file not be read. Blocking; opens no network."""
    found: list[ForeignGrant] = []
    for place in (place for program in PROGRAMS for place in places(program, environ)):
        try:
            one = look_at(place)
        except ProblemError as error:
            one = ForeignGrant("", problem=error.problem, place=place)
        tokens = [other.refresh_token for other in found if other.problem is None]
        if one.problem or one.refresh_token not in tokens:
            found.append(one)
    return tuple(found)


def named_file(path: str, environ: Mapping[str, str], account: str = "") -> ForeignGrant:
    """The sign-in in a file that a person names, with the client beside it that its program
    keeps there. Blocking; raises as `look_at` does."""
    found = look_at(Place("", path, account))
    program = {GOG_EXPORT: "gog", GAM_TOKEN: "gam"}.get(found.kind)
    if program and found.problem and found.problem.code == "import.no_client":
        return look_at(place_of(program, path, environ, account))
    return found


def place_of(program: str, path: str, environ: Mapping[str, str], account: str = "") -> Place:
    """The file `path` as one of `program`, with the client files that belong to it."""
    folder = os.path.dirname(os.path.expanduser(path))
    beside = {
        "gog": _gog_folders(environ),
        "gws": (os.path.join(folder, "client_secret.json"),),
        "gam": (os.path.join(folder, "client_secrets.json"),),
    }
    return Place(program, path, account, beside.get(program, ()))


def nothing_found(program: str, environ: Mapping[str, str]) -> Problem:
    """Where was looked without finding a sign-in of `program`, and what can be done."""
    looked = {
        "gcloud": (_gcloud_folder(environ),),
        "gws": _gws_folders(environ),
        "gog": _gog_folders(environ),
        "gam": (_gam_folder(environ),),
    }[program]
    if program == "gog":
        return problems.sealed("gog", problems.gog_way())
    way = problems.gws_way() if program == "gws" else problems.file_way()
    return problems.nothing_found(program, looked, way)


def _home(environ: Mapping[str, str]) -> str:
    return environ.get("HOME") or os.path.expanduser("~")


def _config(environ: Mapping[str, str]) -> str:
    """The folder that Go and Rust take for settings."""
    if sys.platform == "win32":
        return environ.get("APPDATA", "")
    if sys.platform == "darwin":
        return os.path.join(_home(environ), "Library", "Application Support")
    named = environ.get("XDG_CONFIG_HOME", "")
    return named if os.path.isabs(named) else os.path.join(_home(environ), ".config")


def _names(folder: str) -> list[str]:
    try:
        return sorted(os.listdir(folder))[:_MOST]
    except OSError:
        return []


def _gcloud_folder(environ: Mapping[str, str]) -> str:
    if named := environ.get("CLOUDSDK_CONFIG"):
        return named
    if sys.platform == "win32":
        return os.path.join(environ.get("APPDATA", ""), "gcloud")
    return os.path.join(_home(environ), ".config", "gcloud")


def _gcloud(environ: Mapping[str, str]) -> Iterator[Place]:
    folder = _gcloud_folder(environ)
    yield Place("gcloud", os.path.join(folder, "application_default_credentials.json"))
    legacy = os.path.join(folder, "legacy_credentials")
    known = _names(legacy)
    for account in known:
        yield Place("gcloud", os.path.join(legacy, account, "adc.json"), account)
    database = os.path.join(folder, "credentials.db")
    from chattui.oauth.foreign_stores import LARGEST_DATABASE, accounts_in

    data = read_some(database, LARGEST_DATABASE)
    if data.startswith(SQLITE):
        for account in accounts_in(data):
            if account not in known:
                yield Place("gcloud", database, account)


def _gws_folders(environ: Mapping[str, str]) -> tuple[str, ...]:
    if named := environ.get("GOOGLE_WORKSPACE_CLI_CONFIG_DIR"):
        return (named,)
    folders = (
        os.path.join(_home(environ), ".config", "gws"),
        os.path.join(_config(environ), "gws"),
    )
    return tuple(dict.fromkeys(folders))


def _gws(environ: Mapping[str, str]) -> Iterator[Place]:
    if named := environ.get("GOOGLE_WORKSPACE_CLI_CREDENTIALS_FILE"):
        yield place_of("gws", named, environ)
    for base in _gws_folders(environ):
        profiles = os.path.join(base, "profiles")
        for folder in (base, *(os.path.join(profiles, name) for name in _names(profiles))):
            for name in ("credentials.enc", "credentials.json"):
                yield place_of("gws", os.path.join(folder, name), environ)


def _gog_folders(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Where gog keeps its clients: the folder of data, and that of settings as before."""
    home = environ.get("GOG_HOME", "")
    data = environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(data):
        local = os.path.join(_home(environ), ".local", "share")
        data = local if sys.platform not in {"win32", "darwin"} else _config(environ)
    folders = (
        environ.get("GOG_DATA_DIR") or (os.path.join(home, "data") if home else ""),
        environ.get("GOG_CONFIG_DIR") or (os.path.join(home, "config") if home else ""),
        os.path.join(data, "gogcli"),
        os.path.join(_config(environ), "gogcli"),
    )
    return tuple(dict.fromkeys(filter(None, folders)))


def _gog(environ: Mapping[str, str]) -> Iterator[Place]:
    """None: gog's refresh tokens are in a keyring, or in files that its passphrase opens."""
    yield from ()


def _gam_folder(environ: Mapping[str, str]) -> str:
    return environ.get("GAMCFGDIR") or os.path.join(_home(environ), ".gam")


def _gam(environ: Mapping[str, str]) -> Iterator[Place]:
    """One for each section of gam.cfg, which names a folder and files relative to it."""
    import configparser

    folder = _gam_folder(environ)
    parser = configparser.ConfigParser(interpolation=None, strict=False, defaults={})
    text = read_some(os.path.join(folder, "gam.cfg"), _LARGEST_CONFIG).decode("utf-8", "replace")
    try:
        parser.read_string(text)
    except configparser.Error:
        parser = configparser.ConfigParser(interpolation=None)
    default = _gam_path(parser.defaults(), "config_dir")
    for section in (parser.default_section, *parser.sections()[:_MOST]):
        own = parser[section]
        named = "" if section == parser.default_section else _gam_path(own, "config_dir")
        config = os.path.join(folder, default, named if named != default else "")
        token = os.path.join(config, _gam_path(own, "oauth2_txt") or "oauth2.txt")
        client = _gam_path(own, "client_secrets_json") or "client_secrets.json"
        yield Place("gam", token, clients=(os.path.join(config, client),))
    for name in ("GAMUSERCONFIGDIR", "OLDGAMPATH"):  # of before gam.cfg
        if old := environ.get(name):
            yield place_of(
                "gam", os.path.join(old, environ.get("OAUTHFILE", "oauth2.txt")), environ
            )


def _gam_path(section: Mapping[str, str], name: str) -> str:
    """A path of gam.cfg, which may stand in quotes."""
    text = section.get(name, "").strip()
    quoted = len(text) > 1 and text[0] == text[-1] and text[0] in "'\""
    return os.path.expanduser(text[1:-1] if quoted else text)


_FINDERS: Mapping[str, Callable[[Mapping[str, str]], Iterator[Place]]] = {
    "gcloud": _gcloud,
    "gws": _gws,
    "gog": _gog,
    "gam": _gam,
}
