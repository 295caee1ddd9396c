from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from followup_md.frontmatter.splices import Splice, apply, collide


def test_offsets_count_in_the_old_text() -> None:
    splices = [Splice(0, 1, "AAA"), Splice(2, 2, "-"), Splice(4, 6, "")]
    assert apply("abcdef", splices) == apply("abcdef", reversed(splices)) == "AAAb-cd"


def test_nothing_to_do() -> None:
    assert apply("a", []) == "a"


@settings(deadline=None)
@given(st.lists(st.tuples(st.text(max_size=4), st.text(max_size=4), st.text(max_size=4))))
def test_only_the_named_stretches_change(parts: list[tuple[str, str, str]]) -> None:
    # Each part: text that stays, text that is replaced, what by.
    text, splices = "", []
    for stays, old, new in parts:
        start = len(text) + len(stays)
        text += stays + old + "|"
        splices.append(Splice(start, start + len(old), new))
    assert apply(text, splices) == "".join(f"{stays}{new}|" for stays, _, new in parts)


def test_insertions_at_one_place_stay_in_order() -> None:
    splices = [Splice(1, 1, "z"), Splice(1, 1, "y"), Splice(1, 2, "x")]
    assert apply("abc", splices) == "azyxc"


def test_what_overlaps_or_touches_collides() -> None:
    assert collide([Splice(0, 1, "")], [Splice(3, 4, ""), Splice(1, 1, "x")])
    assert collide([Splice(2, 6, "")], [Splice(3, 4, "")])
    assert not collide([Splice(0, 1, "")], [Splice(2, 3, "")])
    assert not collide([Splice(2, 2, "a")], [Splice(2, 2, "b")])
