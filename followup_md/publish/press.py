"""The pages of contacts, made apart from MkDocs: on all processors, and only where they changed."""

from __future__ import annotations

import marshal
import os
from collections.abc import Callable, Container, Sequence
from hashlib import blake2b
from typing import Any

from followup_md.model.kept import packed
from followup_md.publish import pages, staging
from followup_md.publish.address import PEOPLE, Addresses
from followup_md.publish.frame import Frame
from followup_md.publish.snapshot import Snapshot
from followup_md.store import hands

_MANY = 500  # pages; fewer are made sooner than another process has started
_AT_ONCE = 100


def uri_of(id_: str, folders: bool) -> str:
    """Return where the page of a contact is on the site."""
    return f"{PEOPLE}/{id_}/index.html" if folders else f"{PEOPLE}/{id_}.html"


class Press:
    """Makes the pages of one build."""

    def __init__(
        self,
        shot: Snapshot,
        folders: bool,
        frame: Callable[[int], Frame],
        edit_url: Callable[[str], str],
        above: str,
    ) -> None:
        """`frame`: what stands around a page so deep; `above`: what `serve` shows over each."""
        self._shot = shot
        self._folders = folders
        self._edit_url = edit_url
        self._above = above
        self.ids = {uri_of(id_, folders): id_ for id_ in shot.verdicts}
        depths = {uri.count("/") for uri in self.ids}
        self._frames = {depth: frame(depth) for depth in depths}
        self._seen = {depth: Addresses(shot.verdicts, "/" * depth, folders) for depth in depths}

    def page(self, uri: str) -> bytes:
        """Return one page."""
        verdict, depth = self._shot.verdicts[self.ids[uri]], uri.count("/")
        content = pages.contact(verdict, self._shot, self._seen[depth])
        contact = verdict.contact
        edit_url = self._edit_url(contact.id)
        return self._frames[depth].fill(contact.name, self._above + content, edit_url)

    def keys(self, program: bytes) -> dict[str, bytes]:
        """Return, for each page, a digest of all that it is made of; `program`: of ourselves."""
        shot = self._shot
        about = program, shot.on.toordinal(), packed.settings(shot.settings), self._folders
        named = [(id_, v.contact.name) for id_, v in shot.verdicts.items()]
        everybody = blake2b(_plain((named, sorted(shot.hidden)))).digest()
        start = {
            depth: blake2b(_plain((about, self._above, tuple(frame), depth)))
            for depth, frame in self._frames.items()
        }
        found = {}
        for uri, id_ in self.ids.items():
            contact = shot.verdicts[id_].contact
            digest = start[uri.count("/")].copy()
            digest.update(_plain((packed.contact(contact), self._edit_url(id_))))
            if contact.via or "[" in contact.body:  # it may name others, who come and go
                digest.update(everybody)
            found[uri] = digest.digest()[:16]
        return found

    def print(
        self, uris: Sequence[str], present: Container[str], site: str, aside: str
    ) -> tuple[dict[str, str], dict[str, bytes]]:
        """Make these pages; return where each waits in the folder `aside`, and their digests.

        "": it is in `site` just so. `present`: what is there.
        """
        os.mkdir(aside)
        jobs = [
            [(n, uris[n]) for n in range(start, min(start + _AT_ONCE, len(uris)))]
            for start in range(0, len(uris), _AT_ONCE)
        ]

        def work(job: Sequence[tuple[int, str]]) -> list[tuple[str, str, bytes]]:
            done = []
            for number, uri in job:
                data, place = self.page(uri), ""
                if uri not in present or staging.content(os.path.join(site, uri)) != data:
                    place = os.path.join(aside, str(number))
                    with open(place, "wb") as file:
                        file.write(data)
                done.append((uri, place, staging.digest(data)))
            return done

        done = [page for part in _spread(jobs, work, len(uris)) for page in part]
        return {uri: place for uri, place, _ in done}, {uri: page for uri, _, page in done}


def _spread(jobs: Sequence[Any], work: Callable[[Any], Any], count: int) -> list[Any]:
    several = hands.processors() if count >= _MANY else 1
    if several > 1:
        try:
            return list(hands.spread(jobs, work, several))
        except hands.HandsError:
            pass  # here it is told what is wrong
    return list(map(work, jobs))


def _plain(value: Any) -> bytes:
    return marshal.dumps(value, 2)  # a version that knows no references: equal is equal
