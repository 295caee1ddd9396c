"""Where the recipes for forges get this program from."""

from __future__ import annotations

import json
import os
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
import yaml

from followup_md import __version__
from followup_md.book import install_source
from followup_md.storage.scaffold import STARTER
from tests.helpers.real_git import commit_all, git

COMMIT = "0123456789012345678901234567890123456789"


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of an installation of this program, which has no record yet."""
    folder = tmp_path / "lib/followup_md-1.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text("Metadata-Version: 2.1\nName: followup-md\nVersion: 1\n")
    monkeypatch.setattr(metadata, "distribution", lambda _: metadata.PathDistribution(folder))
    return folder / "direct_url.json"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            {"url": "https://git.example/x/y.git", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"git+https://git.example/x/y.git@{COMMIT}",
        ),
        (
            {"url": "https://a:b@git.example/y", "vcs_info": {"vcs": "git", "commit_id": COMMIT}},
            f"git+https://git.example/y@{COMMIT}",
        ),
        ({"url": "file:///home/me/y", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, ""),
        ({"url": "ssh://git@git.example/y", "vcs_info": {"vcs": "git", "commit_id": COMMIT}}, ""),
        (
            {"url": "https://x.example/f.whl", "archive_info": {"hashes": {"sha256": "ab"}}},
            "https://x.example/f.whl#sha256=ab",
        ),
        (
            {"url": "https://x.example/f.whl", "archive_info": {}},
            "https://x.example/f.whl",
        ),
        ({"url": "file:///home/me/f.whl", "archive_info": {}}, ""),
        ({"url": "file:///nowhere", "dir_info": {"editable": True}}, ""),
        ({"url": 'https://x.example/"\n', "archive_info": {}}, ""),
        ({"vcs_info": 3}, ""),
        ([], ""),
    ],
)
def test_the_record_of_the_installation(record: Path, found: Any, expected: str) -> None:
    record.write_text(json.dumps(found))
    assert install_source.requirement() == expected


def test_what_an_index_gave_is_there_again(record: Path) -> None:
    assert not record.exists()
    assert install_source.requirement() == f"followup-md=={__version__}"


def test_a_damaged_record_is_none(record: Path) -> None:
    record.write_text("{")
    assert install_source.requirement() == ""


def test_a_clone_names_its_remote_once_the_commit_is_there(record: Path, tmp_path: Path) -> None:
    remote, clone = tmp_path / "remote.git", tmp_path / "a clone"
    git(tmp_path, "init", "-q", "--bare", "-b", "main", str(remote))
    git(tmp_path, "clone", "-q", str(remote), str(clone))
    (clone / "followup_md").mkdir()
    (clone / "followup_md/x.py").write_text("")
    commit = commit_all(clone)
    record.write_text(json.dumps({"url": clone.as_uri(), "dir_info": {}}))
    git(clone, "config", "remote.origin.url", "https://git.example/y.git")
    assert install_source.requirement() == ""  # not pushed
    git(clone, "push", "-q", str(remote), "HEAD:main")
    git(clone, "update-ref", "refs/remotes/origin/main", commit)
    assert install_source.requirement() == f"git+https://git.example/y.git@{commit}"
    (clone / "followup_md/x.py").write_text("changed")
    assert install_source.requirement() == ""
    git(clone, "checkout", "-q", ".")
    git(clone, "config", "remote.origin.url", str(remote))
    assert install_source.requirement() == ""  # a folder of this machine


def install_steps(source: str) -> list[str]:
    """Return what each job of the recipes runs to install the program."""
    github = yaml.safe_load((STARTER / "github-pages.yml").read_text().replace("@SOURCE@", source))
    gitlab = yaml.safe_load((STARTER / "gitlab-ci.yml").read_text().replace("@SOURCE@", source))
    assert github["env"]["FOLLOWUP"] == gitlab["variables"]["FOLLOWUP"] == source
    steps = [step for job in github["jobs"].values() for step in job["steps"]]
    found = [step["run"] for step in steps if step.get("name") == "Install followup"]
    found += ["\n".join(gitlab[job]["script"][at]) for job, at in (("proposal", 2), ("pages", 0))]
    assert len(found) == 4
    return found


@pytest.mark.parametrize("book", ["", "team/people/"])
@pytest.mark.parametrize("number", range(4))
@pytest.mark.parametrize(
    ("source", "wheels", "installed"),
    [
        (
            "git+https://git.example/y@abc",
            [],
            "git+https://git.example/y@abc",
        ),
        (
            "",
            ["followup_md-1.0.0-py3-none-any.whl"],
            "./{}vendor/followup_md-1.0.0-py3-none-any.whl",
        ),
        (
            "followup-md==1",
            ["followup_md-2-py3-none-any.whl"],
            "./{}vendor/followup_md-2-py3-none-any.whl",
        ),
        ("", ["another-1-py3-none-any.whl"], ""),
        ("", [], ""),
    ],
)
def test_the_install_steps(
    tmp_path: Path, number: int, book: str, source: str, wheels: list[str], installed: str
) -> None:
    for wheel in wheels:
        (tmp_path / book / "vendor").mkdir(parents=True, exist_ok=True)
        (tmp_path / book / "vendor" / wheel).touch()
    pip = tmp_path / "bin/pip"
    pip.parent.mkdir()
    pip.write_text('#!/bin/sh\nshift\nprintf "pip: %s" "$*"\n')
    pip.chmod(0o755)
    # As strictly as either forge runs it.
    done = subprocess.run(
        ["bash", "-eo", "pipefail", "-c", install_steps(source)[number]],
        cwd=tmp_path,
        env={"PATH": f"{pip.parent}:{os.environ['PATH']}", "BOOK": book, "FOLLOWUP": source},
        capture_output=True,
        text=True,
        check=False,
    )
    if installed:
        assert (done.returncode, done.stdout) == (0, f"pip: {installed.format(book)}"), done.stderr
    else:
        assert done.returncode == 1
        assert "Nothing says where to get followup: see FOLLOWUP" in done.stdout
