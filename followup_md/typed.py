"""What is needed of `typing` at run time, without importing it.

Of a short command, importing `typing` takes a tenth, and its NamedTuple, which compiles every
annotation, as much again: some sixty classes are made. Only annotations need the rest of it.
"""

from __future__ import annotations

TYPE_CHECKING = False  # type checkers take every constant of this name for true

if TYPE_CHECKING:
    from typing import NamedTuple as NamedTuple
else:
    from collections import namedtuple

    class _RecordType(type):
        def __new__(cls, name, bases, names):
            if not bases:
                return super().__new__(cls, name, bases, names)
            fields = names.get("__annotations__", {})
            defaults = [names[field] for field in fields if field in names]
            made = namedtuple(name, fields, defaults=defaults, module=names["__module__"])
            made.__annotations__ = fields
            for key in names.keys() - fields.keys() - {"__annotations__", "__module__"}:
                setattr(made, key, names[key])
            return made

    class NamedTuple(metaclass=_RecordType):
        """What `typing.NamedTuple` is, but its annotations are not looked at."""
