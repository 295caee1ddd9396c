"""Secrets planted where only a leak would show them: none may be in any byte of the site."""

from __future__ import annotations

import base64
import gzip
import json
import os
import re
import zlib
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from followup_md.errors import FollowupError
from tests.helpers.site_book import MKDOCS, SiteBook

# How a contact's file can be broken, or nearly private: X is a secret.
FILES = {
    "private": "---\nname: X\nprivate: yes\nphone: X\ntags: [X]\nowner: X\n---\nX\n",
    "private-true": "---\nname: X\nprivate: true\ntouches:\n- 2026-09-05 in call, X\n---\n",
    "private-capital": "---\nname: X\nPrivate: yes\n---\nX\n",
    "private-typo": "---\nname: X\nprvate: yes\n---\nX\n",
    "private-maybe": "---\nname: X\nprivate: maybe\n---\nX\n",
    "private-twice": "---\nname: X\nprivate: no\nprivate: yes\n---\nX\n",
    "broken-yaml": "---\nname: X\n  bad: [X\n---\nX\n",
    "no-end": "---\nname: X\nprivate: yes\n\nX\n",
    "no-start": "name: X\nprivate: yes\n---\nX\n",
    "comment-fence": "--- # c\nname: X\n---\nX\n",
    "blank-first": "\n---\nname: X\n---\nX\n",
    "html-first": "<!-- X -->\n---\nname: X\n---\n",
    "list": "---\n- X\n---\nX\n",
    "scalar": "---\nX\n---\nX\n",
    "no-name": "---\norg: X\n---\nX\n",
    "duplicate": "---\nname: X\nname: X\n---\nX\n",
    "tagged": "---\nname: !!str X\n---\nX\n",
    "alias": "---\nname: &x X\norg: *x\n---\nX\n",
    "conflict": "---\nname: A\n<<<<<<< ours\norg: X\n=======\norg: X\n>>>>>>> theirs\n---\n",
    "conflict-body": "---\nname: A\n---\n<<<<<<< ours\nX\n=======\nX\n>>>>>>> theirs\n",
    "two-documents": "---\nname: X\n...\n---\nname: X\n---\n",
    "bad-touch": "---\nname: X\ntouches:\n  - 2026-02-30 call, X\n---\nX\n",
    "nul": "---\nname: X\x00\n---\nX\n",
    "_draft": "---\nname: X\n---\nX\n",
    ".hidden": "---\nname: X\n---\nX\n",
    "README": "X\n",
    "index": "X\n",
}
# Names of files that are no contacts, though they may hold one.
LITTER = [
    *("contacts/x.md~", "contacts/x.md.orig", "contacts/.x.md.swp", "contacts/#x.md#"),
    *("contacts/.followup-1-a.tmp", "site/.followup-1-a.tmp"),
    *("contacts/x.md.bak", "contacts/x.sync-conflict-20260914-X.md", "contacts/photo.jpg"),
    *("contacts/x (conflicted copy).md", "contacts/export.vcf", ".followup/cache.sqlite3"),
    *("site/notes.md~", "site/notes.md.orig", "site/.env", "site/.git/config", "site/db.sqlite3"),
    *("site/import.vcf", "site/import.csv", "site/#notes.md#", "site/notes.md.swp", "site/key.pem"),
    *("site/data.json", "site/backup.tar.gz", "site/backup.zip", "site/a.sync-conflict-1.md"),
    *("site/.hidden/page.md", "site/mail.eml", "site/book.ics", "site/noending", "site/x.py"),
    *("site/dump.sql", "site/log.log", "site/x.html~", "site/_x.yml", "site/x.yaml", "private.md"),
]


def plant(site: SiteBook) -> dict[str, str]:
    """Plant secrets in the book; return them, and where each was."""
    secrets: dict[str, str] = {}

    def secret(place: str) -> str:
        word = f"QZ{len(secrets):03d}CANARY"
        secrets[word] = place
        return word

    for name, text in FILES.items():
        for file in (name, f"deep/{name}"):
            site.write(f"contacts/{file}.md", text.replace("X", secret(file)))
    for name in LITTER:
        site.write(name, f"---\nname: {(word := secret(name))}\n---\n{word}\n")
    site.write("contacts/utf16.md", f"---\nname: {secret('utf16')}\n---\n".encode("utf-16"))
    site.write("contacts/latin.md", b"---\nname: \xe9" + secret("latin").encode() + b"\n---\n")
    # A file name says who it is, too.
    word = secret("file names")
    site.write(f"contacts/{word.lower()}.md", "---\nname: A\nprivate: yes\n---\n")
    site.write(f"contacts/{word.lower()}-b.md", "---\nname: [\n---\n")
    # What is linked from elsewhere.
    outside = site.root.parent / "outside"
    outside.mkdir()
    (outside / "x.md").write_text(f"---\nname: {secret('symlinks')}\n---\n{list(secrets)[-1]}\n")
    for place in ("contacts/link.md", "site/link.md", "site/link.html", "site/link.txt"):
        (site.root / place).symlink_to(outside / "x.md")
    (site.root / "site/folder").symlink_to(outside)
    (site.root / "contacts/folder").symlink_to(outside)
    # Fields that the settings keep back, in a contact that has a page.
    text = "\n".join(
        [
            "name: Open Book",
            f"email: {secret('email')}@x.example",
            f"phone: {secret('phone')}",
            f"wallet: {secret('a key of the user')}",
            f"via: {word.lower()}",
            "birthday: 1961-03-07",
            "touches:",
            f"  - 2026-09-05 in call missed re {secret('re')}, {secret('note of a touch')}",
            f"  - 2026-09-16 meeting planned, {secret('note of an appointment')}",
            "promises:",
            f"  - 2026-09-10, {secret('promise')}",
            "quotes:",
            f"  - 2026-09-01 {secret('quote')}, {secret('what was quoted')}",
            "---",
            f"{secret('body')} [words]({word.lower()}.md) [words](deep/private.md)",
        ]
    )
    site.contact("open-book", text)
    keys = ("emails", "phones", "birthdays", "body", "notes", "promises", "quotes")
    lines = "\n".join(f"  {key}: no" for key in keys)
    site.write("followup.yml", f"timezone: Europe/London\npublish:\n{lines}\n")
    return secrets


def leaks(site: SiteBook, secrets: dict[str, str]) -> list[str]:
    """Return what was planted and is in the site, in any of the usual encodings."""
    found = []
    for name, raw in site.files().items():
        texts = [raw, name.encode()]
        if name.endswith(".gz"):
            texts.append(gzip.decompress(raw))
        texts += [unquote(text.decode("utf-8", "replace")).encode() for text in texts]
        text = b"\n".join(texts).lower().replace(b"\0", b"")
        for secret, place in secrets.items():
            plain = secret.lower().encode()
            forms = (plain, plain[::-1], base64.b64encode(secret.encode())[:-4].lower())
            if any(form in text for form in forms):
                found.append(f"{place}: in {name}")
    return found


@pytest.fixture
def planted(site: SiteBook) -> tuple[SiteBook, dict[str, str]]:
    """Return a book full of secrets."""
    return site, plant(site)


def test_no_secret_is_in_any_byte_of_the_site(planted: tuple[SiteBook, dict[str, str]]) -> None:
    site, secrets = planted
    code, messages = site.build()
    assert code == 1  # some of them could not be read
    assert len(secrets) > 90
    assert leaks(site, secrets) == []
    assert not [secret for secret in secrets if secret in messages]
    assert "Open Book" in site.page("people/open-book/index.html")


@pytest.mark.slow
def test_nor_where_mkdocs_builds_it(planted: tuple[SiteBook, dict[str, str]]) -> None:
    site, secrets = planted
    done = site.mkdocs("build", "--verbose")
    assert done.returncode == 1
    assert site.files()
    assert leaks(site, secrets) == []
    output = (done.stdout + done.stderr).lower()
    shown = {secret: place for secret, place in secrets.items() if secret.lower() in output}
    assert set(shown.values()) <= {"file names"}  # on the terminal of the owner


@pytest.mark.slow
@pytest.mark.parametrize("theme", ["mkdocs", "readthedocs"])
def test_nor_in_another_theme_with_search(
    planted: tuple[SiteBook, dict[str, str]], theme: str
) -> None:
    site, secrets = planted
    text = MKDOCS.replace("name: followup", f"name: {theme}").replace(
        "[followup]", "[search, followup]"
    )
    site.write("mkdocs.yml", text)
    assert site.build()[0] == 1
    assert "search/search_index.json" in site.files()
    assert leaks(site, secrets) == []


def test_the_birthday_that_is_kept_back_is_nowhere(
    planted: tuple[SiteBook, dict[str, str]],
) -> None:
    site, _ = planted
    site.build()
    everything = b"".join(site.files().values()).lower()
    assert b"1961" not in everything
    assert b"03-07" not in everything


def test_what_becomes_private_leaves_the_site(site: SiteBook) -> None:
    site.build()
    assert leaks(site, {"Ann": "before"})
    path = site.root / "contacts/ann-lee.md"
    path.write_text(path.read_text().replace("name:", "private: yes\nname:", 1))
    assert site.build()[0] == 0
    assert leaks(site, {"Ann Lee": "name", "ann-lee": "id", "Annie": "nickname"}) == []


def test_private_contacts_are_in_no_count_and_no_list(site: SiteBook) -> None:
    site.build()
    data = json.loads(site.page("followup/people.json"))
    assert "hiddentag" not in data["tags"]
    assert len(data["rows"]) == 10
    assert "10 people" in site.page("people/index.html")
    assert "private" not in site.page("agenda/index.html").lower()


def test_a_link_to_nobody_keeps_its_words(site: SiteBook) -> None:
    site.build()
    page = site.page("people/ann-lee/index.html")
    assert '<a href="../../people/bob-smith/"' in page
    assert "not by her." in page
    assert "secret" not in page


@pytest.mark.slow
@pytest.mark.parametrize("pattern", ["people/omar.md", "omar.md", "people/om*"])
def test_what_mkdocs_is_told_to_leave_out_is_nowhere(site: SiteBook, pattern: str) -> None:
    site.write("mkdocs.yml", f"{MKDOCS}exclude_docs: |\n  {pattern}\n")
    assert site.build(strict=True)[0] == 0
    assert leaks(site, {"omar": "excluded"}) == []


def test_an_ending_can_be_allowed(site: SiteBook) -> None:
    site.write("site/prices.csv", "a,b\n")
    site.build()
    assert "prices.csv" not in site.files()
    site.write("followup.yml", "publish: {files: [csv]}\n")
    site.build()
    assert "prices.csv" in site.files()


def test_a_fifo_in_the_site_does_not_hang_the_build(site: SiteBook) -> None:
    os.mkfifo(site.root / "site/pipe.txt")
    os.mkfifo(site.root / "contacts/pipe.md")
    try:
        site.build()
    except FollowupError as error:
        pytest.fail(str(error))
    assert "pipe.txt" not in site.files()


def test_no_page_names_this_machine(site: SiteBook) -> None:
    site.build()
    assert leaks(site, {str(site.root): "path", str(Path.home()): "home"}) == []


def test_every_page_asks_for_no_index_and_nothing_from_elsewhere(site: SiteBook) -> None:
    site.build()
    pages = {name: raw.decode() for name, raw in site.files().items() if name.endswith(".html")}
    assert len(pages) > 12
    for name, text in pages.items():
        assert "default-src 'none'; script-src 'self'" in text, name
        assert 'content="noindex' in text, name
        assert not re.findall(r"<(?:script|link|img)[^>]*(?:https?:)?//", text), name
        assert not re.findall(r"<style|<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", text), name
        assert "{{" not in text, name


def test_the_same_secret_is_found_by_the_search_of_these_tests(site: SiteBook) -> None:
    site.build()
    site.write("public/x.bin", zlib.compress(b"x"))
    site.write("public/y.txt", quote("Zß secret"))
    site.write("public/z.txt", base64.b64encode(b"GHIJKLMNOPQRSTUVW"))
    assert leaks(site, {"Zß secret": "a", "GHIJKLMNOPQRSTUVW": "b"}) != []
