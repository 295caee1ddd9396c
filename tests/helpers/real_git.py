"""Git itself, for tests that look at what followup made of a repository."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path


def git(folder: Path, *args: str, code: int = 0) -> str:
    """Run Git; return its output. It must end with `code`."""
    done = subprocess.run(
        ["git", "--literal-pathspecs", *args],
        cwd=folder,
        capture_output=True,
        check=False,
    )
    assert done.returncode == code, done.stderr.decode()
    return os.fsdecode(done.stdout)


def hook(folder: Path, name: str, script: str) -> Path:
    """Write a hook of this repository."""
    path = folder / git(folder, "rev-parse", "--git-path", f"hooks/{name}").strip()
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def commit_all(folder: Path, subject: str = "by hand") -> str:
    """Commit everything as a user would; return the commit's id."""
    git(folder, "add", "--all")
    git(folder, "commit", "-q", "-m", subject)
    return git(folder, "rev-parse", "HEAD").strip()


def files_of(folder: Path, commit: str = "HEAD") -> list[str]:
    """Return the paths that a commit touches."""
    out = git(folder, "show", "-z", "--format=", "--name-only", "--no-renames", commit)
    return [path for path in out.split("\0") if path]
