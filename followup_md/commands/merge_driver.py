"""`followup merge-driver`: what Git calls to merge a contact (see `followup setup`)."""

from __future__ import annotations

from pathlib import Path

import click

from followup_md.session import echo_err

_FILE = click.Path(path_type=Path)


@click.command(hidden=True)
@click.argument("base", type=_FILE)
@click.argument("ours", type=_FILE)
@click.argument("theirs", type=_FILE)
@click.argument("name")
@click.argument("marker", type=int, required=False, default=7)
def command(base: Path, ours: Path, theirs: Path, name: str, marker: int) -> int:
    """Merge OURS and THEIRS into OURS; exit code 9 where it holds conflicts."""
    from followup_md.book import merge_driver

    merged = merge_driver.merge(base, ours, theirs, name, marker)
    for line in (*merged.conflicts, *merged.notes):
        echo_err(f"{name}: {line}")
    return merge_driver.CONFLICT if merged.conflicts else 0
