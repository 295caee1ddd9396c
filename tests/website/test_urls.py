"""Links between the pages of a site."""

from __future__ import annotations

from followup_md.website.pages.urls import Links


def test_links_from_anywhere() -> None:
    deep = Links({"a/b"}, "people/x/y/", folders=True)
    assert deep.contact("a/b") == "../../../people/a/b/"
    assert deep.contact("gone") == ""
    assert Links({"a"}, "", folders=True).contact("a") == "people/a/"
    resolve = Links({"a/b", "c"}, "people/a/x/", folders=True).resolver("a/x")
    assert resolve("b.md") == "../../../people/a/b/"
    assert resolve("../c.md") == "../../../people/c/"
    assert [resolve(path) for path in ("c.md", "/c.md", "../../c.md", "b", "b.txt")] == [None] * 5
