"""The house: imports run down only, siblings do not meet, each outside thing has one home."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Set
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "followup_md"

# From the top to the bottom; a floor may import those below it.
FLOORS = (
    {"__main__"},
    {"main"},
    {"fastpath"},
    {"cli"},
    {"commands"},
    {"triage"},
    {"session"},
    {"lsp"},
    {"website.mkdocs"},
    {"website.build"},
    {"website.pages"},
    {"website.snapshot"},
    {"website.privacy", "website.theme"},
    {"book"},
    {"views"},
    {"stats", "drafts"},
    {"formats", "cache", "merging"},
    {"editing"},
    {"policy"},
    {"parsing"},
    {"storage", "git"},
    {"model"},
    {"frontmatter"},
    {"errors"},
)
FLOOR = {name: height for height, names in enumerate(FLOORS) for name in names}

# Files of these folders do not import each other; `shared` names what they have in common.
SIBLINGS = {
    "commands": {"options", "word_completion", "write_context"},
    "views": {"text_layout", "markdown_text"},
    "formats": {
        *("texts", "vcard_lines", "csv_headers", "csv_cells", "csv_row", "mail_message"),
        *("whatsapp_lines", "whatsapp_words", "json_stream"),
    },
}

HOMES = {
    "click": {"cli", "commands"},
    "mkdocs": {"website.mkdocs"},
    "watchdog": {"storage.watch"},
    "yaml": {"frontmatter.libyaml_parser", "frontmatter.diagnostics"},
    "sqlite3": {"cache.database"},
    "subprocess": {"git.command", "storage.desktop", "storage.editor", "storage.pager"},
    "pyperclip": {"storage.desktop"},
    "email": {"drafts.eml", "formats.mail_message"},
    "dateparser": {"editing.natural_dates"},
    "fcntl": {"storage.lock"},
    "termios": {"storage.full_screen"},
    "holidays": {"storage.holidays"},
    "icalendar": {"formats.ics_out", "formats.calendar_in"},
    "recurring_ical_events": {"formats.calendar_in"},
    "nh3": {"website.pages.markdown_html"},
    "markdown_it": {"website.pages.markdown_html"},
    "pygls": {"lsp.server", "lsp.abilities"},
    "lsprotocol": {"lsp"},
    "vl_convert": {"website.pages.insights.plotting"},
}
CLOCKS = {"session", "website.mkdocs.plugin"}


def modules() -> list[str]:
    paths = [path.relative_to(PACKAGE) for path in PACKAGE.rglob("*.py")]
    return sorted(".".join(path.with_suffix("").parts) for path in paths)


def parse(module: str) -> ast.Module:
    return ast.parse((PACKAGE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8"))


def imports(module: str) -> Iterator[str]:
    """Yield every module that a module imports, wherever in the file the statement stands."""
    for node in ast.walk(parse(module)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module}: relative import"
            base = node.module or ""
            yield base
            if base.startswith("followup_md"):
                yield from (f"{base}.{alias.name}" for alias in node.names)


def own(module: str) -> set[str]:
    """Return the modules of ours that a module imports, without the package's name."""
    known = set(modules())
    found = {name.removeprefix("followup_md.") for name in imports(module)}
    return {name for name in found if name in known}


def place(module: str) -> str:
    """Return the room of a module: the longest name in FLOORS that it stands in."""
    parts = module.split(".")
    rooms = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next(room for room in rooms if room in FLOOR)


@pytest.mark.parametrize("module", [name for name in modules() if not name.endswith("__init__")])
def test_imports_run_down(module: str) -> None:
    room = place(module)
    for other in own(module):
        if not other.endswith("__init__") and place(other) != room:
            assert FLOOR[place(other)] > FLOOR[room], f"{module} imports {other}"


def circles(graph: Mapping[str, Set[str]]) -> list[list[str]]:
    """Return the sets of modules that import each other in a circle (Tarjan)."""
    order: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[list[str]] = []

    def visit(module: str) -> None:
        order[module] = low[module] = len(order)
        stack.append(module)
        for other in sorted(graph.get(module, ())):
            if other not in order:
                visit(other)
                low[module] = min(low[module], low[other])
            elif other in stack:
                low[module] = min(low[module], order[other])
        if low[module] == order[module]:
            at = stack.index(module)
            if len(stack) - at > 1 or module in graph.get(module, ()):
                found.append(sorted(stack[at:]))
            del stack[at:]

    for module in sorted(graph):
        if module not in order:
            visit(module)
    return found


@pytest.mark.slow
def test_no_module_imports_itself_in_a_circle() -> None:
    assert circles({module: own(module) for module in modules()}) == []


def test_a_circle_is_found_wherever_it_is() -> None:
    assert circles({"a": {"b"}, "b": {"c"}, "c": set()}) == []
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == [["b", "c"]]
    assert circles({"a": {"a"}}) == [["a"]]
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


@pytest.mark.parametrize("folder", SIBLINGS)
def test_siblings_do_not_meet(folder: str) -> None:
    for module in modules():
        if module.startswith(f"{folder}."):
            met = {name for name in own(module) if name.startswith(f"{folder}.")}
            allowed = {f"{folder}.{name}" for name in SIBLINGS[folder]}
            assert met <= allowed | {f"{folder}.__init__"}, module


@pytest.mark.slow
@pytest.mark.parametrize("thing", HOMES)
def test_each_outside_thing_has_one_home(thing: str) -> None:
    users = {
        module for module in modules() if any(n.split(".")[0] == thing for n in imports(module))
    }
    homes = HOMES[thing]
    assert not {user for user in users if not any(f"{user}.".startswith(f"{h}.") for h in homes)}


def test_the_clock_has_two_homes() -> None:
    reads = {"now", "today", "utcnow", "time", "time_ns"}
    for module in modules():
        for node in ast.walk(parse(module)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and isinstance(node.func.value, ast.Name)
                and node.func.value.id in ("datetime", "date", "time")
                and node.func.attr in reads
            ):
                assert module in CLOCKS, f"{module}:{node.lineno} reads the clock"


@pytest.mark.parametrize("module", modules())
def test_no_module_is_a_drawer(module: str) -> None:
    lines = (PACKAGE / f"{module.replace('.', '/')}.py").read_text(encoding="utf-8").count("\n")
    assert lines <= 300, f"{module} has {lines} lines: redesign"
