"""What the doctor says about a file: its kind, its findings, and whether it can be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from chattui.clientfile.client import OAuthClient
from chattui.clientfile.encoding import Decoded
from chattui.clientfile.faults import HARD, Fault
from chattui.clientfile.tree import OBJECT, Lines, Node


class Severity:
    """How bad a finding is: an `ERROR` makes a file unusable, a `WARNING` does not."""

    ERROR = "error"
    WARNING = "warning"


class Kind:
    """What a file is, by its content."""

    INSTALLED = "installed"
    WEB = "web"
    INNER_CLIENT = "inner_client"
    SERVICE_ACCOUNT = "service_account"
    AUTHORIZED_USER = "authorized_user"
    GOOGLE_AUTH_TOKEN = "google_auth_token"  # noqa: S105 a kind, not a token
    OAUTH2CLIENT_TOKEN = "oauth2client_token"  # noqa: S105
    NODE_TOKEN = "node_token"  # noqa: S105
    GO_TOKEN = "go_token"  # noqa: S105
    TOKEN_RESPONSE = "token_response"  # noqa: S105
    JAVA_STORED_CREDENTIAL = "java_stored_credential"
    FIREBASE_ANDROID = "firebase_android"
    FIREBASE_IOS_PLIST = "firebase_ios_plist"
    IOS_PLIST = "ios_plist"
    EXTERNAL_ACCOUNT = "external_account"
    IMPERSONATED_SERVICE_ACCOUNT = "impersonated_service_account"
    API_KEY = "api_key"
    HTML = "html"
    OTHER_JSON = "other_json"
    NOT_JSON = "not_json"
    EMPTY = "empty"
    BINARY = "binary"


UsableFor = Literal["user", "delegation", "none"]


class Custody(NamedTuple):
    """How and where the operating system keeps a file. Names and paths are as they are: unsafe."""

    mode: int
    """Its permission bits, such as 0o600."""
    owner: str = ""
    """The user it belongs to, where that is neither root nor the one who asks."""
    settable: bool = True
    """Whether the one who asks may change its mode, and its file system has modes."""
    acl: int = -1
    """What an access control list lets others do: 4 read, 2 write; -1 where there is no list."""
    git: str = ""
    """``open`` in a git work tree that does not ignore it, ``tracked`` where git has it already."""
    work_tree: str = ""
    synced: str = ""
    """The name of the service that copies its folder elsewhere."""
    synced_folder: str = ""
    exposed: str = ""
    """Who can put another file in its place: ``everyone``, ``group`` or ``owner`` (of a folder on
    the way); ``web`` where a web server may hand it out."""
    exposed_folder: str = ""
    exposed_to: str = ""
    """The name of that group or owner."""
    link: str = ""
    """Where the symbolic link leads that was named instead of the file."""
    link_leaves_home: bool = False


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False, repr=False)
class Document:
    """A file as the rules see it. It has no repr of its own, since the content holds secrets."""

    path: str
    data: bytes
    decoded: Decoded
    root: Node | None
    faults: dict[str, Fault]
    sound: bool
    """Whether `root` is what was meant, so that looking inside makes sense."""
    kind: str
    wrapper: str
    """The name of the top-level member that holds the client's fields, as the file spells it."""
    fields: Node | None
    """The object that holds a client's fields, or those of a service account."""
    lines: Lines
    custody: Custody | None = None
    cut: bool = False
    """Whether the file is larger than what was read."""

    @property
    def trusted(self) -> int:
        """The offset up to which the tree is what was meant."""
        hard = [fault.start for fault in self.faults.values() if fault.kind in HARD]
        return min(hard, default=len(self.text))

    @property
    def text(self) -> str:
        """The text, as far as there is one."""
        return self.decoded.text

    @property
    def is_client(self) -> bool:
        """Whether a client's fields are here, be they wrapped or not."""
        return self.fields is not None and self.kind in (
            Kind.INSTALLED,
            Kind.WEB,
            Kind.INNER_CLIENT,
        )

    def field(self, name: str) -> Node | None:
        """The field `name` of the client or service account."""
        return self.fields.find(name) if self.fields is not None else None

    def text_of(self, name: str) -> str | None:
        """The text of the field `name`; None where it is missing or no text."""
        node = self.field(name)
        return node.value if node is not None and isinstance(node.value, str) else None

    def top_names(self) -> list[Node]:
        """The names at the top of the file."""
        if self.root is None or self.root.kind != OBJECT:
            return []
        return [key for key, _ in self.root.members]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong, where, and what to do about it."""

    code: str
    severity: str
    message: str
    remedy: str
    line: int = 1
    column: int = 1
    """Both counted from 1; columns count characters, a byte order mark apart."""
    pointer: str = ""
    """A JSON Pointer (RFC 6901), empty where the finding is about the whole file."""
    fixable: bool = False
    span: tuple[int, int] | None = None
    """The half-open range of characters in the text, None where there is no place to show."""

    def as_json(self) -> dict[str, object]:
        """The form that ``chattui doctor --format json`` prints."""
        return {
            "code": self.code,
            "severity": self.severity,
            "line": self.line,
            "column": self.column,
            "pointer": self.pointer,
            "message": self.message,
            "remedy": self.remedy,
            "fixable": self.fixable,
        }


@dataclass(frozen=True, slots=True, eq=False)
class Diagnosis:
    """All that the doctor has to say about one file."""

    path: str
    kind: str
    usable: bool
    """A client file that can be authorized with as it stands: no finding is an error."""
    usable_for: UsableFor
    findings: tuple[Finding, ...]
    client: OAuthClient | None = field(repr=False)
    """The client, where the file is usable."""
    document: Document
    followers: tuple[Finding, ...] = ()
    """What is wrong as well, and has the cause of a finding that is told."""
