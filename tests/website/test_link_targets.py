"""Which contacts a page may link to or name."""

from __future__ import annotations

from followup_md.model.contact import Handle
from followup_md.website.privacy.link_targets import LinkTargets

SECRET = Handle("p/secret", "Zoe")


def test_which_contact_via_names() -> None:
    targets = LinkTargets({"ann": "Ann", "x/bob": "Bob", "y/bob": "Bob", "x/eve": "Eve"}, [SECRET])
    assert targets.find("ann") == "ann"
    assert targets.find("eve") == targets.find("x/eve") == "x/eve"
    assert targets.find("bob") is None
    assert targets.find("secret") is None
    assert [
        w for w in ("secret", "p/secret", "p/secret.md", "p", "ann") if targets.is_hidden(w)
    ] == [*("secret", "p/secret", "p/secret.md")]
    assert targets.digest != LinkTargets({**targets.names, "ann": "Anna"}, [SECRET]).digest
    assert targets.digest != LinkTargets(targets.names, ()).digest
