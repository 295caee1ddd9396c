"""Run a command and look at every system call of it and of whatever it starts.

Linux on x86-64 only. Every process stops before each of its calls until the one who looks has
answered: go on, fail with an error, write only a part, or kill them all.
"""

from __future__ import annotations

import ctypes
import errno
import os
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_TRACEME, _GETREGS, _SETREGS, _SYSCALL, _SETOPTIONS, _INFO = 0, 12, 13, 24, 0x4200, 0x420E
# Calls are marked; forks, threads and new programs are followed; all die with us.
_OPTIONS = 0x1 | 0x2 | 0x4 | 0x8 | 0x10 | 0x100000
_ALL = 0x40000000  # __WALL: threads, too
_ENTRY = 1
_HERE = -100 & 0xFFFFFFFF  # AT_FDCWD
_CHANGES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC
# The calls that can change a file or a name, and what their arguments are: d a folder's
# descriptor, p a path below it, f a file's descriptor, o the flags of an opening.
CHANGING = {
    1: ("write", "f"), 18: ("pwrite64", "f"), 20: ("writev", "f"), 296: ("pwritev", "f"),
    2: ("open", "po"), 257: ("openat", "dpo"), 85: ("creat", "p"),
    40: ("sendfile", "f"), 326: ("copy_file_range", "--f"), 285: ("fallocate", "f"),
    74: ("fsync", "f"), 75: ("fdatasync", "f"), 76: ("truncate", "p"), 77: ("ftruncate", "f"),
    82: ("rename", "p"), 264: ("renameat", "dp"), 316: ("renameat2", "dp"),
    83: ("mkdir", "p"), 258: ("mkdirat", "dp"), 84: ("rmdir", "p"),
    86: ("link", "p"), 265: ("linkat", "dp"), 87: ("unlink", "p"), 263: ("unlinkat", "dp"),
    88: ("symlink", "-p"), 266: ("symlinkat", "-dp"),
    90: ("chmod", "p"), 91: ("fchmod", "f"), 268: ("fchmodat", "dp"),
    73: ("flock", "f"), 280: ("utimensat", "dp"),
}  # fmt: skip
_OPENING = (2, 257)

_ptrace = ctypes.CDLL(None, use_errno=True).ptrace
_ptrace.argtypes = (ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p)
_ptrace.restype = ctypes.c_long


_NAMES = (
    "r15 r14 r13 r12 rbp rbx r11 r10 r9 r8 rax rcx rdx rsi rdi orig_rax rip cs eflags rsp"
    " ss fs_base gs_base ds es fs gs"
)


class _Registers(ctypes.Structure):
    _fields_ = [(name, ctypes.c_ulonglong) for name in _NAMES.split()]


class Call(NamedTuple):
    """A system call that is about to be made."""

    process: int
    number: int
    arguments: tuple[int, ...]

    @property
    def name(self) -> str:
        """Its name, or "" if it changes nothing."""
        name, kinds = CHANGING.get(self.number, ("", ""))
        if "o" in kinds and not self.arguments[kinds.index("o")] & _CHANGES:
            return ""
        return name

    @property
    def reads_file(self) -> bool:
        """Whether it opens a file to read it."""
        kinds = CHANGING.get(self.number, ("", ""))[1]
        return "o" in kinds and not self.arguments[kinds.index("o")] & _CHANGES

    @property
    def path(self) -> str:
        """The file that it is about, or "" if there is none."""
        kinds = CHANGING.get(self.number, ("", ""))[1]
        here = f"/proc/{self.process}"
        try:
            if "f" in kinds:
                return os.readlink(f"{here}/fd/{self.arguments[kinds.index('f')]}")
            if "p" not in kinds:
                return ""
            with open(f"{here}/mem", "rb", 0) as memory:
                memory.seek(self.arguments[kinds.index("p")])
                name = os.fsdecode(memory.read(4096).split(b"\0", 1)[0])
            folder = self.arguments[kinds.index("d")] & 0xFFFFFFFF if "d" in kinds else _HERE
            place = os.readlink(f"{here}/cwd" if folder == _HERE else f"{here}/fd/{folder}")
        except OSError:
            return ""
        return os.path.join(place, name)


class Fail(NamedTuple):
    """The call is not made and gives this error."""

    error: int


class Shorten(NamedTuple):
    """The call writes only the half of what it should."""


class Kill(NamedTuple):
    """Every process is killed before the call is made."""


Answer = Fail | Shorten | Kill | None


class Ended(NamedTuple):
    """How the command ended."""

    code: int  # of the first process; -9: killed
    out: str
    err: str


def run(
    command: Sequence[str],
    folder: Path,
    env: dict[str, str],
    output: Path,
    look: Callable[[Call], Answer],
) -> Ended:
    """Run a command in a folder; `look` is asked before each system call of each process.

    What it prints goes to `output`.out and `output`.err.
    """
    files = [output.with_suffix(suffix) for suffix in (".out", ".err")]
    first = os.fork()
    if not first:
        _become(command, folder, env, files)
    code = _follow(first, look)
    return Ended(code, *(path.read_text(errors="replace") for path in files))


def _become(
    command: Sequence[str], folder: Path, env: dict[str, str], files: Sequence[Path]
) -> None:
    try:
        os.setsid()
        os.chdir(folder)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        for number, path in enumerate(files, 1):
            os.dup2(
                os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_APPEND, 0o600), number
            )
        os.closerange(3, 64)
        _ptrace(_TRACEME, 0, None, None)
        os.kill(os.getpid(), signal.SIGSTOP)
        os.execvpe(command[0], list(command), env)
    finally:
        os._exit(127)


def _follow(first: int, look: Callable[[Call], Answer]) -> int:
    os.waitpid(first, _ALL)
    _ptrace(_SETOPTIONS, first, None, _OPTIONS)
    known, failing, code = {first}, dict[int, int](), 127
    _ptrace(_SYSCALL, first, None, None)
    while True:
        try:
            process, status = os.waitpid(-1, _ALL)
        except ChildProcessError:
            return code
        if not os.WIFSTOPPED(status):
            known.discard(process)
            if process == first:
                code = os.waitstatus_to_exitcode(status)
            continue
        sent = os.WSTOPSIG(status)
        if sent == signal.SIGTRAP | 0x80:
            _at_call(process, failing, known, look)
            sent = 0
        elif status >> 16 or (sent == signal.SIGSTOP and process not in known):
            sent = 0  # a new process, or a new program in it
        known.add(process)
        _ptrace(_SYSCALL, process, None, sent)


def _at_call(
    process: int, failing: dict[int, int], known: set[int], look: Callable[[Call], Answer]
) -> None:
    info = (ctypes.c_ubyte * 88)()
    if _ptrace(_INFO, process, ctypes.c_void_p(88), ctypes.addressof(info)) <= 0:
        return  # it is gone
    words = (ctypes.c_ulonglong * 11).from_buffer(info)
    if info[0] != _ENTRY:
        if process in failing:
            _change(process, "rax", -failing.pop(process) & 0xFFFFFFFFFFFFFFFF)
        return
    call = Call(process, words[3], tuple(words[4:10]))
    answer = look(call)
    if isinstance(answer, Fail):
        failing[process] = answer.error
        _change(process, "orig_rax", 0xFFFFFFFFFFFFFFFF)
    elif isinstance(answer, Shorten):
        _change(process, "rdx", max(1, call.arguments[2] // 2))
    elif isinstance(answer, Kill):
        for each in known:
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGKILL)


def _change(process: int, register: str, value: int) -> None:
    registers = _Registers()
    _ptrace(_GETREGS, process, None, ctypes.addressof(registers))
    setattr(registers, register, value)
    if _ptrace(_SETREGS, process, None, ctypes.addressof(registers)):
        raise OSError(errno.ESRCH, "the traced process is gone")
