"""Project files that must agree: pyproject, Makefile, CONTRIBUTING, workflows, issue forms."""

from __future__ import annotations

import re
import shutil
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
FOLDERS = (".ci", ".github", "benchmarks", "docs", "editors", "followup_md", "tests")
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def jobs(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = load(path)["jobs"]
    return found


def steps(path: Path) -> list[dict[str, Any]]:
    return [step for job in jobs(path).values() for step in job.get("steps", [])]


def targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):", text("Makefile"), re.M))


def pythons() -> list[str]:
    """Return the minor versions that the classifiers promise, the oldest first."""
    found = re.findall(r"Programming Language :: Python :: (\d+\.\d+)", str(PROJECT["classifiers"]))
    return sorted(found, key=lambda version: int(version.split(".")[1]))


def test_ci_covers_exactly_the_pythons_in_the_classifiers() -> None:
    ci = jobs(ROOT / ".github" / "workflows" / "ci.yml")
    assert ci["tests"]["strategy"]["matrix"]["python"] == pythons()
    extra = ci["tests"]["strategy"]["matrix"]["include"]
    assert {row["python"] for row in extra} <= set(pythons())


def test_the_oldest_python_is_the_same_everywhere() -> None:
    oldest = pythons()[0]
    configuration = tomllib.loads(text("pyproject.toml"))
    assert PROJECT["requires-python"] == f">={oldest}"
    assert configuration["tool"]["mypy"]["python_version"] == oldest
    assert configuration["tool"]["ruff"]["target-version"] == f"py{oldest.replace('.', '')}"
    assert f"Python {oldest} or newer" in text("README.md")
    assert f"Python {oldest} or newer" in text("CONTRIBUTING.md")
    gate = jobs(ROOT / ".github" / "workflows" / "ci.yml")["gate"]["steps"]
    assert {"run": ".ci/run"} in gate
    (setup,) = [step for step in gate if "setup-python" in step.get("uses", "")]
    assert setup["with"]["python-version"] == oldest


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", "Makefile", ".ci/run", "README.md"])
def test_development_dependencies_are_named_in_pyproject_alone(name: str) -> None:
    extras = PROJECT["optional-dependencies"]
    tools = {re.split(r"[^\w-]", row)[0] for extra in extras.values() for row in extra}
    installs = re.findall(r"pip install [^&\n]*", text(name))
    assert installs
    for line in installs:
        assert not set(re.findall(r"[\w-]+", line)) & tools - {"followup-md"}, line


@pytest.mark.parametrize("name", ["CONTRIBUTING.md", ".github/pull_request_template.md"])
def test_every_make_target_named_in_the_docs_exists(name: str) -> None:
    named = set(re.findall(r"^    make ([a-z-]+)|`make ([a-z-]+)`", text(name), re.M))
    found = {target for pair in named for target in pair if target}
    assert found
    assert found <= targets()


def test_help_lists_every_target() -> None:
    if shutil.which("make") is None:
        pytest.skip("make is not installed")
    done = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True)
    listed = re.findall(r"^ +make ([a-z-]+) +\S", done.stdout, re.M)
    assert set(listed) == targets()
    phony = re.search(r"^\.PHONY: (.*)$", text("Makefile"), re.M)
    assert phony
    assert set(phony[1].split()) == targets()


def test_a_quick_run_leaves_out_what_is_marked_slow() -> None:
    markers = tomllib.loads(text("pyproject.toml"))["tool"]["pytest"]["ini_options"]["markers"]
    assert [marker for marker in markers if marker.startswith("slow:")]
    assert "pytest -n auto -m 'not slow'" in text("Makefile")


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_have_minimal_permissions_and_a_timeout(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    assert "concurrency" in workflow
    for name, job in jobs(path).items():
        assert job["permissions"], name
        assert "timeout-minutes" in job or "uses" in job, name
    for step in steps(path):
        if step.get("uses", "").startswith("actions/checkout@"):
            assert step["with"]["persist-credentials"] is False


def test_only_publishing_jobs_get_a_token_and_they_run_no_code_of_ours() -> None:
    release = jobs(ROOT / ".github" / "workflows" / "release.yml")
    may = {name for name, job in release.items() if "id-token" in job["permissions"]}
    environments = {"publish": "release", "deploy-docs": "github-pages"}
    assert may == set(environments)
    for name, environment in environments.items():
        assert release[name]["environment"] == environment
        assert not [step for step in release[name]["steps"] if "run" in step]


def test_an_action_has_one_version_in_all_workflows() -> None:
    used = {step["uses"] for path in WORKFLOWS for step in steps(path) if "uses" in step}
    assert used
    assert len(used) == len({action.split("@")[0] for action in used})


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_files_and_targets_used_by_a_workflow_exist(path: Path) -> None:
    for step in steps(path):
        for word in re.findall(r"[\w./-]+", step.get("run", "")):
            if word.split("/")[0] in FOLDERS:
                assert (ROOT / word).exists(), word
        for target in re.findall(r"^\s*make ([a-z-]+)", step.get("run", ""), re.M):
            assert target in targets()
        listed = step.get("with", {}).get("cache-dependency-path", "pyproject.toml")
        assert (ROOT / listed).is_file()
    for job in jobs(path).values():
        if job.get("uses", "").startswith("./"):
            assert (ROOT / job["uses"]).is_file()


@pytest.mark.parametrize("path", sorted((ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml")))
def test_every_issue_form_warns_against_real_contacts(path: Path) -> None:
    form = load(path)
    if path.name == "config.yml":
        assert form == {"blank_issues_enabled": False}
        return
    assert "Never paste a real contact" in form["body"][0]["attributes"]["value"]
    (option,) = form["body"][-1]["attributes"]["options"]
    assert option["required"] is True


@pytest.fixture
def release(tmp_path: Path) -> Path:
    """Return a checkout of version 1.2.3, which was released today, and of one before it."""
    for name in (".ci", "followup_md"):
        (tmp_path / name).mkdir()
    shutil.copy(ROOT / ".ci" / "release-notes", tmp_path / ".ci")
    (tmp_path / "followup_md" / "__init__.py").write_text('__version__ = "1.2.3"\n')
    old = "## 1.2.30 (2027-02-01)\n\n- Not yet.\n\n"
    new = "## 1.2.3 (2027-01-31)\n\nWords.\n\n- One.\n\n### More\n\n- Two.\n\n"
    (tmp_path / "CHANGELOG.md").write_text(f"# Changes\n\n{old}{new}## 1.2.2\n\n- Old.\n")
    return tmp_path


def notes(folder: Path, tag: str) -> subprocess.CompletedProcess[str]:
    command = [str(folder / ".ci" / "release-notes"), tag]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def test_the_notes_of_a_release_are_its_section_of_the_changelog(release: Path) -> None:
    done = notes(release, "v1.2.3")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "Words.\n\n- One.\n\n### More\n\n- Two.\n"


@pytest.mark.parametrize("tag", ["v1.2.4", "1.2.3", "v1.2.3rc1", "v1.2", "v1x2x3"])
def test_a_tag_that_is_not_the_version_is_refused(release: Path, tag: str) -> None:
    done = notes(release, tag)
    assert (done.returncode, done.stdout) == (1, "")
    assert tag in done.stderr


@pytest.mark.parametrize(
    "section", ["", "## 1.2.3 (not released)\n\n- One.\n", "## 1.2.3 (2027-01-31)\n\n\n## 1.2.2\n"]
)
def test_a_release_without_notes_is_refused(release: Path, section: str) -> None:
    (release / "CHANGELOG.md").write_text(f"# Changes\n\n{section}")
    done = notes(release, "v1.2.3")
    assert (done.returncode, done.stdout) == (1, "")
    assert "CHANGELOG.md" in done.stderr


def test_what_contributing_names_is_there() -> None:
    for line in text("CONTRIBUTING.md").splitlines():
        if "will live in" in line:
            continue
        for path in re.findall(r"(?:followup_md|tests|benchmarks|docs)/[\w./-]*\w/?", line):
            assert (ROOT / path).exists(), path
