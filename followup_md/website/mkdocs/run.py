"""Running MkDocs in this process: build, preview, publish."""

from __future__ import annotations

import errno
import logging
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from followup_md.errors import FollowupError, MachineError, RefusedError, UsageError
from followup_md.storage import locate
from followup_md.website.privacy import safety

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

Echo = Callable[[str], object]
# Errors of an address; the others are of files, named or not.
_LISTENING = (errno.EADDRINUSE, errno.EADDRNOTAVAIL, errno.EACCES, errno.EPERM)
# Which of MkDocs' messages at level INFO are shown.
_SHOWN = (
    "mkdocs.plugins.followup",
    "Serving on",
    "Detected file changes",
    "Reloading",
    "available",
)


def build(root: Path, on: date | None, strict: bool, echo: Echo, allow_empty: bool = False) -> int:
    """Build the site of the book into its `site_dir`; return the exit code.

    1: done, but some contact files could not be read, or `strict` and there were warnings.
    """
    with _mkdocs(on, echo, allow_empty):
        return _build(_config(root, strict=strict), "build")


def serve(root: Path, on: date | None, address: str, open_browser: bool, echo: Echo) -> int:
    """Show the site on this machine, rebuilt with every change, until interrupted.

    `address` is "host:port"; port 0 takes a free one.
    """
    from socket import gaierror

    from mkdocs.commands import serve as command
    from mkdocs.exceptions import Abort, MkDocsException

    from followup_md.book.book import open_book
    from followup_md.website.mkdocs import failures

    host, _, port = address.rpartition(":")
    safety.check_address(host)
    open_book(root)  # fail now if followup.yml is broken; later the preview shows it
    with _mkdocs(on, echo):
        try:
            command.serve(
                os.fspath(_file(root)),
                livereload=True,  # some versions of click turn it off unless it is asked for
                open_in_browser=open_browser,
                dev_addr=f"{host}:{_free_port(host) if port == '0' else port}",
            )
        except Abort as error:
            return _aborted(error)
        except MkDocsException as error:
            raise UsageError(f"mkdocs.yml: {error}") from None
        except OSError as error:
            if error.filename or not (error.errno in _LISTENING or isinstance(error, gaierror)):
                where = tempfile.tempdir or "the folder for temporary files"
                raise failures.of(error, where) from None
            raise MachineError(f"cannot listen on {address}: {error.strerror or error}") from None
    return 0


def publish(
    root: Path,
    on: date | None,
    ask: Callable[[str], bool],
    echo: Echo,
    allow_empty: bool = False,
) -> int:
    """Disclose who will be able to read what; if `ask` agrees, build and push to Pages."""
    from followup_md.book import reader
    from followup_md.book.book import open_book
    from followup_md.website.mkdocs import deploy
    from followup_md.website.pages.urls import PEOPLE
    from followup_md.website.privacy import disclosure

    with _mkdocs(on, echo, allow_empty):
        config = _config(root, strict=True)
        echo(disclosure.describe(root, config.remote_name, config.remote_branch))
        if not ask("Publish?"):
            raise RefusedError("nothing was published")
        branch = deploy.prepare(root, config)
        reading = open_book(root).read()
        if reader.is_emptied(reading.contacts, reading.problems):
            safety.check_emptied(f"{branch.name} of {branch.remote}", branch.names(PEOPLE))
        code = _build(config, "gh-deploy")
        if code:
            echo("Nothing was published: fix that first.")
            return code
        deploy.deploy(config, branch, echo)
    return 0


def _build(config: MkDocsConfig, command: Literal["build", "gh-deploy"]) -> int:
    from mkdocs.commands import build as mkdocs_build
    from mkdocs.exceptions import Abort

    from followup_md.website.mkdocs import failures

    config.plugins.on_startup(command=command, dirty=False)
    try:
        mkdocs_build.build(config)
    except Abort as error:
        return _aborted(error)
    except failures.EXPECTED as error:
        raise failures.of(error, os.path.dirname(config.site_dir)) from None
    finally:
        config.plugins.on_shutdown()
    return 0


def _aborted(error: BaseException) -> int:
    """Return the exit code of an aborted build; an error of ours is raised again."""
    if isinstance(error.__cause__, FollowupError):
        raise error.__cause__
    logging.getLogger("mkdocs").error("%s", error)
    return 1


def _config(root: Path, strict: bool) -> MkDocsConfig:
    from mkdocs.config import load_config
    from mkdocs.exceptions import MkDocsException

    try:
        config = load_config(os.fspath(_file(root)), strict=strict or None)
    except MkDocsException as error:
        raise UsageError(f"mkdocs.yml: {error}") from None
    if "followup" not in config.plugins:
        raise UsageError("mkdocs.yml: add `plugins: [followup]`, or contacts have no pages")
    return config


def _file(root: Path) -> Path:
    file = root / "mkdocs.yml"
    if not file.is_file():
        raise UsageError("no mkdocs.yml in this book: `followup init` writes one")
    locate.refuse_links(root, file)
    safety.check_owner(file)
    return file


@contextmanager
def _mkdocs(on: date | None, echo: Echo, allow_empty: bool = False) -> Iterator[None]:
    """Send MkDocs' messages to `echo`, and tell the plugin of options, inside the block."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = self.format(record)
            shown = any(word in part for word in _SHOWN for part in (record.name, text))
            if record.levelno >= logging.WARNING:
                echo(text)
            elif shown:
                echo(text.removeprefix("followup: "))

    log = logging.getLogger("mkdocs")
    level, propagates = log.level, log.propagate
    handler = Handler()
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    options = {"FOLLOWUP_ON": on.isoformat()} if on is not None else {}
    if allow_empty:
        options[safety.ALLOW_EMPTY] = "1"
    before = {name: os.environ.get(name) for name in options}
    os.environ.update(options)
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        log.propagate = propagates
        for name, value in before.items():
            del os.environ[name]
            if value is not None:
                os.environ[name] = value


def _free_port(host: str) -> int:
    import socket

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.bind((host.strip("[]"), 0))
        return int(probe.getsockname()[1])
