"""Where this program was installed from, for other machines to get the same."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import followup_md
from followup_md import __version__
from followup_md.errors import MachineError
from followup_md.git import command as git

NAME = "followup-md"
_REACHABLE = re.compile(r"https?://[\w.:/@+~%=&?-]+")
_PASSWORD = re.compile(r"(?<=://)[^/@]+@")


def requirement() -> str:
    """Return what pip installs elsewhere to get this version, or "" if no other machine can.

    It may name an index, a repository with the commit, or an archive: whatever is on record.
    """
    from importlib.metadata import PackageNotFoundError, distribution

    try:
        record = distribution(NAME).read_text("direct_url.json")
    except PackageNotFoundError:
        return _of_clone(Path(followup_md.__file__).parents[1])
    if record is None:
        return f"{NAME}=={__version__}"  # pip writes no record of what comes from an index
    try:
        return _of_record(json.loads(record))
    except (ValueError, KeyError, TypeError, AttributeError):
        return ""


def _of_record(found: dict[str, Any]) -> str:
    """Return it for the record that pip writes (PyPA's "direct URL" specification)."""
    url = str(found["url"])
    if "vcs_info" in found:
        vcs = found["vcs_info"]
        return _source(f"{vcs['vcs']}+", url, f"@{vcs['commit_id']}")
    if "dir_info" in found:
        return _of_clone(Path(unquote(urlsplit(url).path)))
    digest = found.get("archive_info", {}).get("hashes", {}).get("sha256", "")
    return _source("", url, f"#sha256={digest}" if digest else "")


def _of_clone(folder: Path) -> str:
    """Return it for a clone whose commit has been fetched from, or pushed to, its remote."""
    try:
        if not git.is_repository(folder) or git.inside(folder):
            return ""
        commit = git.head(folder)
        url = git.look(folder, "remote", "get-url", "origin", expected=None).word
        args = ("for-each-ref", "--count=1", "--contains", commit, "refs/remotes/origin")
        there = bool(commit) and git.look(folder, *args).out
        changed = git.look(folder, "status", "--porcelain", "--", "followup_md", "pyproject.toml")
    except (MachineError, OSError):
        return ""
    return _source("git+", url, f"@{commit}") if there and not changed.out else ""


def _source(before: str, url: str, after: str) -> str:
    address = _PASSWORD.sub("", url)
    return f"{before}{address}{after}" if _REACHABLE.fullmatch(address) else ""
