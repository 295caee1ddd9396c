"""Making what is missing of contacts: themselves as lists show them, and their pages.

On all processors, where it is much.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from followup_md.cache import workers
from followup_md.model.contact import Contact
from followup_md.website.pages.summary import summarize
from followup_md.website.snapshot import EvaluatedContact, Snapshot, evaluate

MANY = 500  # contacts; fewer are made sooner than another process has started
AT_ONCE = 100

Page = tuple[str, bytes]  # where it waits, and its digest


class Rendered(NamedTuple):
    """What was made of one contact, as far as it was missing."""

    id: str
    person: tuple[Any, ...] | None  # as `Person.plain` gives it
    page: Page | None


def make(
    shot: Snapshot,
    contacts: Mapping[str, Contact],
    people: Container[str],
    page: Callable[[EvaluatedContact], Page | None] | None = None,
) -> Iterator[Rendered]:
    """Yield what is made of these contacts.

    `people`: the ids of those whom lists lack; `page`: makes the page of one if that is missing.
    """

    def work(ids: Sequence[str]) -> list[tuple[Any, ...]]:
        done = []
        for id_ in ids:
            of = evaluate(contacts[id_], shot)
            listed = summarize(of, shot).plain() if id_ in people else None
            done.append((id_, listed, page(of) if page is not None else None))
        return done

    ids = list(contacts)
    jobs = [ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)]
    for part in _spread(jobs, work, len(ids)):
        yield from map(Rendered._make, part)


def _spread(jobs: Sequence[Any], work: Callable[[Any], Any], count: int) -> list[Any]:
    several = workers.worker_count() if count >= MANY else 1
    if several > 1:
        try:
            return list(workers.map_in_workers(jobs, work, several))
        except workers.WorkerDiedError:
            pass  # here it is told what is wrong
    return list(map(work, jobs))
