"""Takes from the current process what a query engine never needs: network, other programs, unbounded memory.

The second wall behind `kg.query.guard`; best effort where the system offers no such means.
"""

from __future__ import annotations

import sys

# System calls to refuse, by machine: socket, connect, bind, ptrace, execve, execveat, io_uring_setup.
_CALLS = {
    "x86_64": (0xC000003E, (41, 42, 49, 101, 59, 322, 425)),
    "aarch64": (0xC00000B7, (198, 203, 200, 117, 221, 281, 425)),
}
_SET_NO_NEW_PRIVS, _SET_SECCOMP, _MODE_FILTER = 38, 22, 2
_LOAD, _EQUAL, _AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 13  # EACCES
_FOREIGN = 0x40000000  # calls of the x32 interface


def forbid_network() -> bool:
    """Whether the system now refuses this process sockets and new programs (Linux on two machine types)."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes
    import os

    architecture, calls = _CALLS.get(os.uname().machine, (0, ()))
    if not calls:
        return False
    count = len(calls)
    code = [(_LOAD, 0, 0, 4), (_EQUAL, 0, count + 3, architecture), (_LOAD, 0, 0, 0)]
    code.append((_AT_LEAST, count + 1, 0, _FOREIGN))
    code += [(_EQUAL, count - index, 0, call) for index, call in enumerate(calls)]
    code += [(_RETURN, 0, 0, _ALLOW), (_RETURN, 0, 0, _REFUSE)]

    class Instruction(ctypes.Structure):
        _fields_ = (
            ("code", ctypes.c_ushort), ("yes", ctypes.c_ubyte),
            ("no", ctypes.c_ubyte), ("value", ctypes.c_uint32),
        )  # fmt: skip

    class Program(ctypes.Structure):
        _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.c_void_p))

    table = (Instruction * len(code))(*(Instruction(*line) for line in code))
    program = Program(len(code), ctypes.addressof(table))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return bool(prctl(_SET_SECCOMP, _MODE_FILTER, ctypes.byref(program), 0, 0) == 0)


def limit_memory(extra: int) -> bool:
    """Whether this process may now grow by no more than `extra` bytes of address space."""
    try:
        import resource
    except ImportError:  # not a Unix
        return False
    try:
        with open("/proc/self/statm", encoding="ascii") as stream:  # noqa: PTH123 - pathlib is slow to import
            used = int(stream.read().split()[0]) * resource.getpagesize()
    except OSError:
        used = 512 * 1024 * 1024
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = used + extra
    if hard != resource.RLIM_INFINITY:
        wanted = min(wanted, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
    except (OSError, ValueError):
        return False
    return True


def limit_processor(seconds: float) -> None:
    """Let the system end this process after that much more processor time, should nobody be left to do it."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    # Engines may use several threads at once, so processor time runs ahead of the clock.
    allowed = int(usage.ru_utime + usage.ru_stime + 4 * seconds) + 2
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    if hard == resource.RLIM_INFINITY or allowed <= hard:
        resource.setrlimit(resource.RLIMIT_CPU, (allowed, hard))
