"""`NamedTuple`, whose classes are made in half the time.

That of `typing` compiles every annotation. A warm `due` makes some sixty classes: a tenth of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

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
        """What `typing.NamedTuple` is, without a check of the annotations."""
