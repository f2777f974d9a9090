"""Pick a client file on this machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, ClassVar

from rich.style import Style
from rich.text import Text
from textual import on
from textual.widget import Widget
from textual.widgets import DirectoryTree
from textual.widgets._directory_tree import DirEntry
from textual.widgets.tree import TreeNode

from chattui.safe_text import safe_text
from chattui.tui.flow import HandedOver
from chattui.tui.page import Page, page_bindings
from chattui.tui.reading import read_file
from chattui.tui.widgets.prose import Question
from chattui.tui.widgets.waiting import Waiting
from chattui.words import t


class FileTree(DirectoryTree):
    """Folders and regular files; names are made safe before they are drawn."""

    ICON_NODE = "▸ "
    ICON_NODE_EXPANDED = "▾ "
    ICON_FILE = "  "

    hidden_files = False

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Without hidden files, where they were not asked for, and without pipes and devices."""
        return [path for path in paths if self._shown(path)]

    def _shown(self, path: Path) -> bool:
        if path.name.startswith(".") and not self.hidden_files:
            return False
        try:
            return path.is_dir() or path.is_file()
        except OSError:
            return False

    def process_label(self, label: Any) -> Text:
        """The name as text, never as markup; also a name of blanks or with line ends."""
        name = label.plain if isinstance(label, Text) else str(label)
        return Text(safe_text(name, limit=200) or " ", no_wrap=True)

    def render_label(self, node: TreeNode[DirEntry], base_style: Style, style: Style) -> Text:
        """A file that may be a client file is bold."""
        icon = self.ICON_FILE
        if node.allow_expand:
            icon = self.ICON_NODE_EXPANDED if node.is_expanded else self.ICON_NODE
        name = self.process_label(node.label)
        label = Text.assemble((icon, base_style), name)
        if name.plain.endswith(".json"):
            label.stylize(Style(bold=True))
        label.stylize(style)
        return label


class PickClientPage(Page[None]):
    """A tree of folders; enter opens a folder or reads a file."""

    PAGE = "pick_client"
    BINDINGS: ClassVar[list[Any]] = page_bindings(PAGE)
    DEFAULT_CSS = """
    PickClientPage FileTree { height: 1fr; padding: 0 1; background: $background; }
    """

    def __init__(self, forward: Callable[[HandedOver], None], start: Path | None = None) -> None:
        super().__init__()
        self.forward = forward
        self.start = start or Path.home()

    def page_title(self) -> str:
        """The step of the guide."""
        return t("Set up · 1 of 4 · The client file")

    def body(self) -> Iterable[Widget]:
        """The tree."""
        yield Question(t("Which file on this machine is it? Its name often begins client_secret."))
        yield FileTree(self.start, id="tree")
        yield Waiting(id="waiting")

    def opened(self) -> None:
        """Start in the tree."""
        self.query_one(FileTree).focus()

    @on(DirectoryTree.FileSelected)
    def picked(self, event: DirectoryTree.FileSelected) -> None:
        """Read the file."""
        event.stop()
        self.work(self._read(event.path))

    async def _read(self, path: Path) -> None:
        self.notice.say("")
        with self.query_one(Waiting).during(
            t("Reading {path}", path=safe_text(str(path), limit=60))
        ):
            diagnosis = await read_file(path)
        self.forward(HandedOver(diagnosis, path))

    def action_choose(self) -> None:
        """Open the folder or read the file under the cursor."""
        self.query_one(FileTree).action_select_cursor()

    def action_doctor(self) -> None:
        """Look closer at the file under the cursor, or search the folder."""
        node = self.query_one(FileTree).cursor_node
        if node is None or node.data is None:
            return
        if node.allow_expand:
            from chattui.tui.screens.search import SearchPage

            self.app.push_screen(SearchPage(node.data.path, self.forward))
        else:
            from chattui.tui.screens.doctor import DoctorPage

            self.app.push_screen(DoctorPage(node.data.path, self.forward))

    def action_up_folder(self) -> None:
        """Show the folder above."""
        tree = self.query_one(FileTree)
        tree.path = Path(tree.path).absolute().parent

    async def action_hidden(self) -> None:
        """Show hidden files, or hide them again."""
        tree = self.query_one(FileTree)
        tree.hidden_files = not tree.hidden_files
        await tree.reload()
