from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from followup_md.errors import MachineError, RefusedError
from followup_md.storage import lock
from tests.helpers.book_folder import PROJECT

HOLD = """
import sys, time
from pathlib import Path
from followup_md.storage import lock
with lock.acquire(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(path: Path) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], cwd=PROJECT, stdout=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stdout.readline() == b"held\n"
    return process


def test_the_second_writer_is_refused_and_a_killed_one_leaves_no_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "WAIT", 0.2)
    path = tmp_path / "lock"
    with holder(path) as process:
        with pytest.raises(RefusedError, match="another followup is writing"), lock.acquire(path):
            pytest.fail("two hold it")
        process.kill()
        process.wait()
        with lock.acquire(path):
            pass
    with lock.acquire(path):  # and again
        pass


def test_a_writer_waits_for_the_one_before(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with holder(path) as process:
        subprocess.Popen(["sh", "-c", f"sleep 0.3; kill {process.pid}"]).wait()
        with lock.acquire(path):
            assert process.wait() != 0


def test_a_place_that_takes_no_lock_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MachineError, match="file/lock"), lock.acquire(tmp_path / "file" / "lock"):
        pytest.fail("held")
