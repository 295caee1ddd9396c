"""The changes that an editor offers for a stretch of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice

from lsprotocol.types import CodeAction, CodeActionKind, Range, WorkspaceEdit

from followup_md.errors import Problem
from followup_md.lsp import diagnostics, fixes
from followup_md.lsp.open_file import OpenFile

FIX_ALL = f"{CodeActionKind.SourceFixAll.value}.followup"
_MOST = 20  # problems that are mended at a time: each change is tried
KINDS = (CodeActionKind.QuickFix, FIX_ALL)


def offered(
    file: OpenFile,
    problems: Sequence[Problem],
    at: Range,
    only: Sequence[str] | None,
    edit: Callable[[str], WorkspaceEdit],
) -> list[CodeAction]:
    """Return the changes for what is wrong in a range, then for the whole file.

    `only`: kinds that are wanted; None: all. `edit` makes a text an edit of the file.
    """
    whole = fixes.of_file(file)
    found = []
    if _wanted(CodeActionKind.QuickFix, only):
        every = ((each, diagnostics.diagnostic(each, file.places)) for each in problems)
        here = ((each, shown) for each, shown in every if _meet(shown.range, at))
        for problem, shown in islice(here, _MOST):
            for fix in fixes.of_problem(file, problem, whole):
                found.append(
                    CodeAction(
                        title=fix.title,
                        kind=CodeActionKind.QuickFix,
                        diagnostics=[shown],
                        is_preferred=True if fix.preferred else None,
                        edit=edit(fix.text),
                    )
                )
    if whole is not None and _wanted(FIX_ALL, only):
        found.append(CodeAction(title=whole.title, kind=FIX_ALL, edit=edit(whole.text)))
    return found


def _meet(one: Range, other: Range) -> bool:
    """Whether two ranges have a line in common."""
    return one.start.line <= other.end.line and other.start.line <= one.end.line


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    kind = str(getattr(kind, "value", kind))
    wanted = [str(getattr(one, "value", one)) for one in only or ()]
    return not wanted or any(f"{kind}.".startswith(f"{one}.") for one in wanted)
