"""The bar on a terminal, and nothing anywhere else."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from followup_md.storage import terminal
from followup_md.storage.progress_bar import ProgressBar

CLEAR = "\r\x1b[K"


class Terminal(io.StringIO):
    """Where the pictures go."""

    def isatty(self) -> bool:
        return True

    def shown(self) -> str:
        text = self.getvalue()
        self.seek(0)
        self.truncate()
        return text


def on_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Begin with an empty line; not in a fixture, after which pytest has standard error again."""
    found = Terminal()
    monkeypatch.setattr(sys, "stderr", found)
    monkeypatch.setattr(terminal, "columns", lambda *_: 60)
    return found


@pytest.fixture
def wait(monkeypatch: pytest.MonkeyPatch) -> Callable[[float], None]:
    now = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: now[0])
    return lambda seconds: now.__setitem__(0, now[0] + seconds)


def test_a_long_run_says_what_it_does_and_how_far_it_is(
    monkeypatch: pytest.MonkeyPatch, wait: Callable[[float], None]
) -> None:
    screen = on_terminal(monkeypatch)
    bar = ProgressBar()
    bar.show("reading inbox", 1, 10)
    assert screen.shown() == ""  # most runs are over before anybody wonders
    wait(0.6)
    bar.show("reading inbox", 5, 10)
    assert screen.shown() == f"{CLEAR}reading inbox [{'#' * 15}{' ' * 15}]  50 %"
    bar.show("reading inbox", 6, 10)
    assert screen.shown() == ""  # no more than somebody can see
    bar.show("reading inbox", 10, 10)
    assert screen.shown() == CLEAR
    wait(0.2)
    bar.show("committing", 0, 0)
    assert screen.shown() == f"{CLEAR}committing"
    bar.clear()
    bar.clear()
    assert screen.shown() == CLEAR


def test_a_long_name_stays_on_one_line(
    monkeypatch: pytest.MonkeyPatch, wait: Callable[[float], None]
) -> None:
    screen = on_terminal(monkeypatch)
    bar = ProgressBar()
    wait(1)
    bar.show("reading " + "x" * 200, 1, 3)
    assert len(screen.shown().removeprefix(CLEAR)) == 59


def test_a_short_run_shows_nothing(
    monkeypatch: pytest.MonkeyPatch, wait: Callable[[float], None]
) -> None:
    screen = on_terminal(monkeypatch)
    bar = ProgressBar()
    for done in range(11):
        bar.show("reading inbox", done, 10)
        wait(0.04)
    assert screen.shown() == ""


def test_nothing_is_shown_in_a_pipe(
    monkeypatch: pytest.MonkeyPatch, wait: Callable[[float], None]
) -> None:
    pipe = io.StringIO()
    monkeypatch.setattr(sys, "stderr", pipe)
    bar = ProgressBar()
    wait(5)
    bar.show("reading inbox", 5, 10)
    bar.clear()
    assert pipe.getvalue() == ""
