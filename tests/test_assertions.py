"""No test passes because it asks for nothing."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def functions() -> Iterator[tuple[str, ast.FunctionDef]]:
    for path in sorted(TESTS.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                yield f"{path.relative_to(TESTS)}:{node.lineno} {node.name}", node


def called(function: ast.FunctionDef) -> set[str]:
    found = set()
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            name = node.func
            found.add(name.attr if isinstance(name, ast.Attribute) else getattr(name, "id", ""))
    return found


def asserts(function: ast.FunctionDef) -> bool:
    has = any(isinstance(node, ast.Assert) for node in ast.walk(function))
    return has or not called(function).isdisjoint({"raises", "fail", "warns"})


@pytest.mark.slow
def test_every_test_asserts_something_itself_or_by_a_helper() -> None:
    every = list(functions())
    helpers = {function.name for _, function in every if asserts(function)}
    tests = [(name, function) for name, function in every if function.name.startswith("test_")]
    assert len(tests) > 500
    idle = [name for name, f in tests if not asserts(f) and called(f).isdisjoint(helpers)]
    assert idle == []
