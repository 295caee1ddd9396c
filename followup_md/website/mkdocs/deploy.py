"""Pushing a built site to the branch for Pages, with what its host keeps there.

Not `mkdocs gh-deploy`: that replaces the whole branch, which ends the site's own domain.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig

from followup_md.errors import MachineError, RefusedError
from followup_md.git import command as git
from followup_md.git.pages_branch import PagesBranch
from followup_md.website.build import output
from followup_md.website.pages.urls import SEARCH_DATA

_DOMAIN = "CNAME"
# The site's own domain, as GitHub and Codeberg write it into the branch.
_KEPT = (_DOMAIN, ".domains")
_NO_JEKYLL = ".nojekyll"  # GitHub would leave out files whose names begin with _
_GITHUB = re.compile(r"github\.com[:/](?P<owner>[^/]+)/(?P<name>[^/]+?)(?:\.git)?/?$")


def prepare(root: Path, config: MkDocsConfig) -> PagesBranch:
    """Fetch the branch as it is now.

    Raises RefusedError if the site would replace something else, MachineError if the remote cannot
    be reached.
    """
    branch = PagesBranch(root, config.remote_name, config.remote_branch)
    if git.branch(root) == branch.name:
        raise RefusedError(
            f"the site would replace {branch.name}, the branch of this book: choose another in"
            " mkdocs.yml (remote_branch:)"
        )
    branch.committer()  # fail now rather than after the build
    branch.fetch(_at_terminal())
    there = branch.names()
    if there.intersection(output.TOP_PAGES) and SEARCH_DATA.partition("/")[0] not in there:
        raise RefusedError(
            f"{branch.name} of {branch.remote} holds another site, which this one would replace:"
            " choose another branch in mkdocs.yml (remote_branch:), or delete that one"
        )
    return branch


def deploy(config: MkDocsConfig, branch: PagesBranch, echo: Callable[[str], object]) -> None:
    """Push the site to the branch, in place of what is there.

    Raises RefusedError if the remote does not take it, and MachineError.
    """
    staged = output.staged_files(config.site_dir)
    read = {uri: output.read(path) for uri, path in sorted(staged.items())}
    files = {uri: data for uri, data in read.items() if data is not None}
    for name, data in branch.read(_KEPT).items():
        if name not in files:
            files[name] = data
            echo(f"kept {name}, which is only in {branch.name}: put it into site/ to own it")
    files.setdefault(_NO_JEKYLL, b"")
    where = f"{branch.name} of {branch.remote}"
    with branch.commit(files, f"followup: publish {git.head(branch.folder)[:12]}".rstrip()) as new:
        if not new:
            echo(f"{where} is up to date")
            return
        if not branch.push(_at_terminal()):
            raise MachineError(f"somebody else was faster: {where} has changed, publish again")
    echo(f"pushed {len(files)} files to {where}{_address(branch, files)}")


def _address(branch: PagesBranch, files: dict[str, bytes]) -> str:
    """Return where the site will be, if that is known."""
    domain = files.get(_DOMAIN, b"").decode(errors="replace").strip()
    if domain:
        return f": https://{domain}/"
    url = git.look(branch.folder, "remote", "get-url", "--", branch.remote, expected=None).word
    github = _GITHUB.search(url)
    return f": https://{github['owner']}.github.io/{github['name']}/" if github else ""


def _at_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()
