"""The floor of a first reading: one process that has libyaml parse every front matter."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

for path in Path(sys.argv[1]).rglob("*.md"):
    front = path.read_text(encoding="utf-8").split("\n---", 1)[0].removeprefix("---\n")
    for _ in yaml.parse(front, yaml.CSafeLoader):
        pass
