"""What an editor can do, as it says at the start."""

from __future__ import annotations

from typing import Any, NamedTuple

from lsprotocol.types import ClientCapabilities, MarkupKind, ResourceOperationKind
from pygls.capabilities import get_capability


class Abilities(NamedTuple):
    """What an editor can do."""

    versioned: bool = False  # it knows documentChanges
    renames: bool = False  # and renames files in them
    markdown_hover: bool = False
    markdown_completion: bool = False
    refreshes_lenses: bool = False
    watches_files: bool = False  # where it is asked to

    @classmethod
    def of(cls, client: ClientCapabilities) -> Abilities:
        """Return what an editor says that it can do."""

        def get(name: str, default: Any = None) -> Any:
            return get_capability(client, name, default)

        edit = "workspace.workspace_edit"
        hover = get("text_document.hover.content_format", ())
        about = get("text_document.completion.completion_item.documentation_format", ())
        operations = get(f"{edit}.resource_operations", ())
        # Some say only that they rename files, which there is no other way to ask for.
        versioned = bool(get(f"{edit}.document_changes") or operations)
        renames = ResourceOperationKind.Rename in operations
        return cls(
            versioned,
            renames,
            MarkupKind.Markdown in hover,
            MarkupKind.Markdown in about,
            bool(get("workspace.code_lens.refresh_support")),
            bool(get("workspace.did_change_watched_files.dynamic_registration")),
        )
