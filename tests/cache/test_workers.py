from __future__ import annotations

import os
import signal
import threading

import pytest

from followup_md.cache import workers


@pytest.mark.slow
@pytest.mark.parametrize("count", [1, 2, 3])
def test_every_job_is_done_once_in_other_processes(count: int) -> None:
    def work(job: int) -> tuple[int, int, bytes]:
        return job, os.getpid(), b"x" * job * 5000

    found = list(workers.map_in_workers(range(40), work, count))
    assert sorted(job for job, _, _ in found) == list(range(40))
    assert all(len(data) == job * 5000 for job, _, data in found)
    pids = {pid for _, pid, _ in found}
    assert len(pids) == count
    assert os.getpid() not in pids


@pytest.mark.slow
def test_a_process_that_fails_or_dies_is_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    def failing(job: int) -> int:
        if job == 7:
            raise ValueError
        return job

    def dying(job: int) -> int:
        if job == 7:
            os.kill(os.getpid(), signal.SIGKILL)
        return job

    for work in (failing, dying):
        with pytest.raises(workers.WorkerDiedError):
            list(workers.map_in_workers(range(10), work, 2))
    assert capfd.readouterr() == ("", "")


def test_who_stops_listening_leaves_no_process_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[int] = []
    fork = os.fork

    def noted() -> int:
        started.append(fork())
        return started[-1]

    monkeypatch.setattr(os, "fork", noted)
    results = workers.map_in_workers(range(1000), lambda job: b"x" * (job + 100_000), 2)
    next(results)
    results.close()  # type: ignore[attr-defined]  # it is a generator
    assert len(started) == 2
    for process in started:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, os.WNOHANG)


def test_with_other_threads_there_is_no_fork() -> None:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        assert workers.worker_count() == 1
    finally:
        over.set()
        thread.join()
    assert workers.worker_count() >= 1
