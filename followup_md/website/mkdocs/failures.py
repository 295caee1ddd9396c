"""What went wrong in MkDocs, as errors of ours, in words."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable

from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.utils import CountHandler

from followup_md.errors import FollowupError, MachineError, UsageError, words_of

EXPECTED = (MkDocsException, UnicodeDecodeError, OSError)  # what `of` knows; Abort is none of them


def of(error: Exception, where: str) -> FollowupError:
    """Return an EXPECTED error as one of ours; `where`: the folder that MkDocs writes into."""
    if isinstance(error, MkDocsException):
        return UsageError(f"mkdocs: {error}")
    if isinstance(error, OSError):
        return MachineError(f"the site could not be built: {words_of(error, where)}")
    return UsageError("a page in site/ is not UTF-8: MkDocs names it above")


def has_warned() -> bool:
    """Whether `--strict` has counted a warning; MkDocs itself stops only after the last hook."""
    handlers = logging.getLogger("mkdocs").handlers
    return any(isinstance(handler, CountHandler) and handler.get_counts() for handler in handlers)


def without_traceback(builder: Callable[[], None], site: str) -> Callable[[], None]:
    """Wrap the builder of MkDocs' server, which shows a traceback of whatever is not Abort."""

    def build() -> None:
        try:
            builder()
        except EXPECTED as error:
            raise Abort(f"followup: {of(error, os.path.dirname(site))}") from None

    return build
