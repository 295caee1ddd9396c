"""`NamedTuple` of ours is that of `typing`."""

from __future__ import annotations

import pickle
import typing
from collections.abc import Callable

from followup_md import typed
from followup_md.model.contact import Contact, Touch


class Ours(typed.NamedTuple):
    """A place."""

    x: int
    y: int = 2
    words: tuple[str, ...] = ()

    @property
    def sum(self) -> int:
        return self.x + self.y

    @classmethod
    def origin(cls) -> Ours:
        return cls(0, 0)


class Theirs(typing.NamedTuple):
    """A place."""

    x: int
    y: int = 2
    words: tuple[str, ...] = ()

    @property
    def sum(self) -> int:
        return self.x + self.y

    @classmethod
    def origin(cls) -> Theirs:
        return cls(0, 0)


SHOWN: tuple[Callable[[typing.Any], object], ...] = (
    lambda cls: cls(1),
    lambda cls: cls(1, words=("a",)).sum,
    lambda cls: cls.origin()._replace(x=4),
    lambda cls: cls._make((1, 2, ())) == cls(1),
    lambda cls: cls._fields,
    lambda cls: cls._field_defaults,
    lambda cls: cls.__doc__,
    lambda cls: cls.__module__,
    lambda cls: cls.__bases__,
    lambda cls: sorted(vars(cls).keys() - {"__orig_bases__"}),
    lambda cls: list(cls.__annotations__),
    lambda cls: hasattr(cls(1), "__dict__"),
)


def test_a_record_is_what_typing_makes() -> None:
    for shown in SHOWN:
        assert shown(Ours) == shown(Theirs)
    assert repr(Ours(1)) == repr(Theirs(1)).replace("Theirs", "Ours")
    assert (Ours.__name__, Ours.__qualname__) == ("Ours", "Ours")
    assert pickle.loads(pickle.dumps(Ours(1))) == Ours(1)


def test_annotations_are_kept() -> None:
    assert Contact.__annotations__["name"] == "str"
    assert typing.get_type_hints(Touch)["note"] is str
