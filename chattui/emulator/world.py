"""All that one emulator knows, and how it is put back to its beginning."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from chattui.emulator.calendar_store import Calendars
from chattui.emulator.clients import Clients
from chattui.emulator.clock import Clock
from chattui.emulator.devices import Devices
from chattui.emulator.directory import COLLEAGUES, Directory, Person
from chattui.emulator.errors import Json
from chattui.emulator.faults import Faults
from chattui.emulator.gmail_store import Mailbox
from chattui.emulator.grants import AuthRequest, Grants
from chattui.emulator.identity import SigningKey
from chattui.emulator.quota import Quotas
from chattui.emulator.settings import Settings
from chattui.emulator.sheets_store import Spreadsheets
from chattui.emulator.store import Store

REQUESTS_KEPT = 50_000
PENDING_KEPT = 256


@dataclass(frozen=True, slots=True)
class Options:
    """What an emulator is started with; `World.reset` goes back to it."""

    auto_consent: str = ""
    people: int = 0
    spaces: int = 0
    conversations: int = 0
    latency_ms: int = 0
    samples: bool = False


class World:
    """The state behind every route. It is touched on the server's event loop alone."""

    clock: Clock
    settings: Settings
    directory: Directory
    clients: Clients
    grants: Grants
    devices: Devices
    store: Store
    calendars: Calendars
    spreadsheets: Spreadsheets
    mailbox: Mailbox
    quotas: Quotas
    faults: Faults
    requests: deque[Json]
    """What was asked, oldest first, as ``GET /_emulator/requests`` shows it."""
    pending: dict[str, AuthRequest]
    """The consent pages that nobody has answered."""
    request_ids: dict[tuple[str, str, str], tuple[str, Json]]
    """By project, method and requestId: whose it was, and the answer to the next one."""
    searches: dict[str, tuple[int, list[str | int]]]
    """What was found, by the search: the store's version then, and the keys of the spaces."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.base_url = ""
        self.signing_key = SigningKey()
        self.service_key = SigningKey()
        """The service account's: one for the emulator's life, whatever is reset."""
        self.reset()

    def reset(self) -> None:
        """Forget everything but the options, the address and the keys."""
        options = self.options
        self.clock = Clock()
        self.settings = Settings(auto_consent=options.auto_consent, latency_ms=options.latency_ms)
        made = options.spaces or options.conversations
        self.directory = Directory(options.people, COLLEAGUES if made else 0)
        self.clients = Clients(self.settings)
        self.grants = Grants(self.clock, self.settings)
        self.devices = Devices()
        owner = self.directory.ensure(options.auto_consent or "ada@example.com")
        self.store = Store(
            self.clock,
            self.directory,
            self.settings,
            owner,
            options.spaces,
            options.conversations,
        )
        self.calendars = Calendars()
        self.spreadsheets = Spreadsheets(owner)
        self.mailbox = Mailbox()
        self.quotas = Quotas(self.clock, self.settings)
        self.faults = Faults()
        self.requests = deque(maxlen=REQUESTS_KEPT)
        self.pending = {}
        self.request_ids = {}
        self.searches = {}
        if options.samples:
            from chattui.emulator.samples import fill, fill_others, settings

            self.settings.apply(settings())
            fill(self.store, self.directory)
            fill_others(self.store, self.directory)

    def auto_person(self) -> Person | None:
        """Who answers every consent request at once, if anybody does."""
        email = self.settings.auto_consent
        return self.directory.ensure(email) if email else None

    def wait_for_consent(self, request_id: str, request: AuthRequest) -> None:
        """Keep `request` until its page is answered; the oldest pages are forgotten."""
        self.pending[request_id] = request
        while len(self.pending) > PENDING_KEPT:
            del self.pending[next(iter(self.pending))]
