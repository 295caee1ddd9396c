"""What is made again and again is made once for each value."""

from __future__ import annotations

from followup_md.policy.memoize import IdentityMemo


def test_of_the_very_same_value_the_very_same_is_made() -> None:
    asked: list[tuple[int, ...]] = []

    def make(value: tuple[int, ...]) -> list[int]:
        asked.append(value)
        return [*value]

    again = IdentityMemo(make)
    one, other, equal = (1, *range(1)), (2, *range(1)), (1, *range(1))
    first = again([one, other])
    assert first == [[1, 0], [2, 0]]
    second = again([other, equal, one, one])
    assert second == [[2, 0], [1, 0], [1, 0], [1, 0]]
    assert [second[0] is first[1], second[2] is first[0], second[3] is first[0]] == [True] * 3
    assert asked == [one, other, equal]
    again([])
    again([one])
    assert asked == [one, other, equal, one]
