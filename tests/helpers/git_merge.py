"""The text merge that Git makes, for tests of what is built on it."""

from __future__ import annotations

import os
import subprocess
import tempfile
from pathlib import Path


def git_merge(base: str, ours: str, theirs: str) -> tuple[str, bool]:
    """Merge lines with `git merge-file`; tell whether there is a conflict."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in (("base", base), ("ours", ours), ("theirs", theirs)):
            Path(folder, name).write_bytes(text.encode())
        labels = [word for name in ("ours", "base", "theirs") for word in ("-L", name)]
        command = ["git", "merge-file", "-p", "-q", *labels, "ours", "base", "theirs"]
        environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        done = subprocess.run(
            command, cwd=folder, capture_output=True, check=False, env=environment
        )
    assert done.returncode < 128, done.stderr
    return done.stdout.decode(), done.returncode > 0
