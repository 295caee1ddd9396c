"""The warnings about what names a private contact."""

from __future__ import annotations

import pytest

from followup_md.model.contact import Contact, Touch
from followup_md.parsing import private_links
from tests.helpers.sample import day

BOB = Contact("x/bob", "Bob Quill", private=True)


def found(contact: Contact, *others: Contact) -> list[tuple[str, int, str]]:
    problems = private_links.warnings([contact, *(others or (BOB,))])
    return [(problem.path, problem.line, problem.code) for problem in problems]


@pytest.mark.parametrize(
    "body",
    [
        "[Bob](bob.md)",
        "[Bob](../x/bob.md#top)",
        "[Bob](<bob.md>)",
        '[Bob](bob.md "title")',
        "[Bob][1]\n\n[1]: bob.md",
        "![Bob](./bob.md?x)",
        "[Bob](/contacts/x/bob.md)",
        "[Bob](b%6Fb.md)",
        "[[bob]]",
        "see bob.md",
        '<a href="../people/x/bob/">Bob</a>',
    ],
)
def test_a_link_to_a_private_contact(body: str) -> None:
    assert found(Contact("ann", "Ann", body=body)) == [("contacts/ann.md", 0, "W708")]


@pytest.mark.parametrize("via", ["x/bob", "bob", "Bob", "Bob Quill, at the fair", "[[x/bob]]"])
def test_via_a_private_contact(via: str) -> None:
    assert found(Contact("ann", "Ann", via=via)) == [("contacts/ann.md", 0, "W708")]


def test_a_message_that_was_left_with_a_private_contact() -> None:
    touch = Touch(day("2026-09-01"), channel="call", outcome="left-with", with_="Bob Quill", line=7)
    assert found(Contact("ann", "Ann", touches=(touch,))) == [("contacts/ann.md", 7, "W708")]


def test_the_line_of_a_link_is_named() -> None:
    (problem,) = private_links.warnings([Contact("ann", "Ann", body="one\ntwo [[bob]]\n"), BOB])
    assert problem.message.startswith("line 2 of the body")
    assert "bob" not in problem.message


def test_links_that_are_fine() -> None:
    body = "[Bob](bobby.md) Bob [Bob](https://bob.example) [x](bob.mdx)"
    assert found(Contact("ann", "Ann", body=body, via="my neighbour")) == []
    assert found(Contact("ann", "Ann", body="[Bob](bob.md)"), Contact("bob", "Bob")) == []
    private = Contact("a", "A", body="[B](bob.md)", via="bob", private=True)
    assert found(private, BOB) == []
