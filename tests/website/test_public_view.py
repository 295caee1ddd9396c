"""What is withheld is gone before a page is made."""

from __future__ import annotations

from followup_md.model.contact import Contact, Labelled
from followup_md.model.settings import Publish
from followup_md.website.privacy.public_view import public_view


def test_only_what_is_published_is_left() -> None:
    email, phone = (Labelled("", "a@b.example"),), (Labelled("", "123456"),)
    ann = Contact("ann", "Ann", email=email, phone=phone, more=(("a", "1"), ("b", "2")), body="x")
    none = public_view(ann, Publish(False, False, False, False, False, False, False, fields=("b",)))
    assert none.email == none.phone == (Labelled("", ""),)
    assert none.more == (("b", "2"),)
    assert none.body == ""
    assert public_view(ann, Publish()) == ann._replace(more=())
