"""A private contact that others name, in any spelling, is in no byte of the site."""

from __future__ import annotations

import pytest

from tests.helpers.book_folder import BookFolder
from tests.helpers.site_book import ON, SiteBook
from tests.model.test_mentions import SPELLINGS

ZOE = "name: Zoë Sécret\nnickname: Zozo\nemail: zoe@quill.example\nprivate: yes\n---\n"
NAMES = ("zoe", "zoë", "zozo", "sécret", "deep")
BODY = """\
[[zoe-secret]], [[zoe-secret|my friend]], [her](./zoe-secret.md "t"), [x][y],
<a href="zoe-secret.md">she</a>, <a href='../people/zoe-secret/'>she</a>, `zoe-secret.md`,
[there](https://forge.example/me/c/blob/main/contacts/zoe-secret.md), [zoe-secret](zoe-secret.md)

[y]: contacts/zoe-secret.md 'title'
"""


def leaks(site: SiteBook) -> list[str]:
    files = {uri: data.decode(errors="replace").casefold() for uri, data in site.files().items()}
    return [f"{uri}: {name}" for uri, text in files.items() for name in NAMES if name in text]


@pytest.fixture
def named(site: SiteBook) -> SiteBook:
    """Return a book in which many name a private contact."""
    site.contact("zoe-secret", ZOE)
    site.contact("p/deep", "name: Deep Throat\nprivate: yes\n---\n")
    # Of a wikilink with words, the words are read.
    here = [text for text in SPELLINGS if "zo" in text.casefold() or "deep" in text]
    spellings = [text for text in here if "|" not in text]
    for number, text in enumerate(spellings):
        quoted = text.replace("'", "''")
        site.contact(f"p{number}", f"name: P{number}\nvia: '{quoted}'\n---\n")
    site.contact(
        "left",
        "name: Lefty\nphone: '555 0100'\nreason: the lease\ntouches:\n"
        "  - 2026-09-02 call left-with Zoe Secret, x\n---\n",
    )
    meeting = "2026-09-16 meeting planned with zoe-secret, lunch"
    site.contact("lunch", f"name: Luncher\ntouches:\n  - {meeting}\n---\n")
    site.contact("wed", "name: Wed\nhobby: Zoë Sécret\n---\n")  # a field that is published
    site.contact("body", f"name: Body\n---\n{BODY}")
    return site


def test_no_byte_of_the_site_names_who_is_private(named: SiteBook) -> None:
    assert named.build()[0] == 0
    assert leaks(named) == []
    page = named.page("people/body/index.html")
    assert "my friend" in page
    assert "her" in page


def test_a_warm_build_does_not_either(named: SiteBook) -> None:
    named.contact("zoe-secret", ZOE.replace("private: yes\n", ""))
    named.contact("p/deep", "name: Deep Throat\n---\n")
    named.build()
    assert "zoe-secret" in named.page("people/p1/index.html")
    assert "Zoe Secret" in named.page("agenda/index.html")
    assert "with zoe-secret" in named.page("agenda/index.html")
    for _ in range(2):
        named.contact("zoe-secret", ZOE)
        named.contact("p/deep", "name: Deep Throat\nprivate: yes\n---\n")
        named.build()
        assert leaks(named) == []
        before = named.files()
        named.build()
        assert named.files() == before
        named.contact("zoe-secret", ZOE.replace("private: yes\n", ""))
        named.build()
        assert "with zoe-secret" in named.page("agenda/index.html")
        assert "Zoe Secret" in named.page("people/left/index.html")
        assert "Zoë Sécret" in named.page("people/wed/index.html")


def test_the_agenda_page_does_not_either(named: SiteBook) -> None:
    assert BookFolder(named.root).run("agenda", "--on", str(ON)).code == 0
    text = (named.root / "site/agenda.md").read_text().casefold()
    assert "lefty" in text
    assert "message left with somebody" in text
    assert not [name for name in NAMES if name in text]


def test_check_says_where(named: SiteBook) -> None:
    found = BookFolder(named.root).run("check")
    assert found.code == 0
    warned = {line.partition(":")[0] for line in found.out.splitlines() if " W708 " in line}
    every = {f"contacts/{path.stem}.md" for path in (named.root / "contacts").glob("p*.md")}
    assert every | {f"contacts/{name}.md" for name in ("left", "lunch", "body")} <= warned


def test_others_are_named_by_their_name_too(site: SiteBook) -> None:
    site.contact("x", "name: X\nvia: bob smith\n---\n")
    site.contact("y", "name: Y\nvia: contacts/bob-smith.md\n---\n")
    site.build()
    for page in ("people/x/index.html", "people/y/index.html"):
        assert '<a href="../../people/bob-smith/">Bob Smith</a>' in site.page(page)
