"""The changes that an editor offers for a stretch of a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lsprotocol.types import CodeAction, CodeActionKind, Range, WorkspaceEdit

from followup_md.errors import Problem
from followup_md.lsp import diagnostics, fixes
from followup_md.lsp.open_file import OpenFile

FIX_ALL = f"{CodeActionKind.SourceFixAll.value}.followup"
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
        for problem in problems:
            shown = diagnostics.diagnostic(problem, file.places)
            if shown.range.start.line > at.end.line or shown.range.end.line < at.start.line:
                continue
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


def _wanted(kind: str, only: Sequence[str] | None) -> bool:
    kind = str(getattr(kind, "value", kind))
    wanted = [str(getattr(one, "value", one)) for one in only or ()]
    return not wanted or any(f"{kind}.".startswith(f"{one}.") for one in wanted)
