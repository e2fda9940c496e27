"""Shuts a process in before it reads what somebody saved: it reaches no network, starts no program and touches no other process any more.

The kernel judges each of its system calls by a filter that can never be taken off again (seccomp(2), classic BPF). What is refused fails with EPERM, as if
the rights were missing. What the process has open already, such as the pipe on which it answers, goes on working.

What can go wrong: an old kernel, or a container without seccomp, refuses the filter; whoever asked is told by `UnconfinedError`.
"""

import ctypes
import errno
import os
import platform
import socket
import struct
from collections.abc import Iterator
from types import MappingProxyType
from typing import Final

_PR_SET_SECCOMP: Final = 22
_PR_SET_NO_NEW_PRIVS: Final = 38
_SECCOMP_MODE_FILTER: Final = 2
_LOAD, _IF_EQUAL, _IF_AT_LEAST, _IF_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
"""instructions of the kernel's filter machine (linux/filter.h)"""
_NUMBER_AT, _MACHINE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
"""where the filter finds them (struct seccomp_data); of the argument the low half"""
_ALLOW: Final = 0x7FFF0000
_FAIL: Final = 0x00050000
_X32: Final = 0x40000000
"""from here on, numbers of x86-64's second way to call the kernel"""
_CLONE_THREAD: Final = 0x00010000

MACHINES: Final = MappingProxyType({"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)})
"""What the kernel calls a machine (linux/audit.h), and its column in `REFUSED`."""

REFUSED: Final = MappingProxyType(
    {
        # the network, and every other way to meet a process that did not open the line itself; both ends of a `socketpair` are its own
        "socket": (41, 198),
        "bind": (49, 200),
        "listen": (50, 201),
        "accept": (43, 202),
        "accept4": (288, 242),
        "connect": (42, 203),
        "sendto": (44, 206),
        "sendmsg": (46, 211),
        "sendmmsg": (307, 269),
        "recvmsg": (47, 212),
        "recvmmsg": (299, 243),
        "io_uring_setup": (425, 425),
        "io_uring_enter": (426, 426),
        "io_uring_register": (427, 427),
        # programs and processes
        "execve": (59, 221),
        "execveat": (322, 281),
        "fork": (57, None),
        "vfork": (58, None),
        "ptrace": (101, 117),
        "process_vm_readv": (310, 270),
        "process_vm_writev": (311, 271),
        "pidfd_open": (434, 434),
        "pidfd_getfd": (438, 438),
        "pidfd_send_signal": (424, 424),
        "tkill": (200, 130),
        "rt_sigqueueinfo": (129, 138),
        "rt_tgsigqueueinfo": (297, 240),
        # the machine
        "mount": (165, 40),
        "umount2": (166, 39),
        "pivot_root": (155, 41),
        "chroot": (161, 51),
        "unshare": (272, 97),
        "setns": (308, 268),
        "open_tree": (428, 428),
        "move_mount": (429, 429),
        "fsopen": (430, 430),
        "fsconfig": (431, 431),
        "fsmount": (432, 432),
        "fspick": (433, 433),
        "mount_setattr": (442, 442),
        "open_by_handle_at": (304, 265),
        "bpf": (321, 280),
        "perf_event_open": (298, 241),
        "userfaultfd": (323, 282),
        "personality": (135, 92),
        "add_key": (248, 217),
        "request_key": (249, 218),
        "keyctl": (250, 219),
        "swapon": (167, 224),
        "swapoff": (168, 225),
        "reboot": (169, 142),
        "init_module": (175, 105),
        "finit_module": (313, 273),
        "delete_module": (176, 106),
        "kexec_load": (246, 104),
        "kexec_file_load": (320, 294),
    }
)
"""System calls that fail, by their numbers on each machine; none where the machine has no such call."""

JUDGED: Final = MappingProxyType({"clone": (56, 220), "clone3": (435, 435), "kill": (62, 129), "tgkill": (234, 131)})
"""Those that are allowed for the process itself: threads of its own, and signals to itself."""


class UnconfinedError(Exception):
    """This kernel, or this kind of machine, does not shut the process in."""


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def confine() -> None:
    """Shut this process in for good; to be called while it has one thread, which those to come take after.

    Raises:
        UnconfinedError: the process goes on as free as it was.
    """
    if platform.machine() not in MACHINES:
        raise UnconfinedError(platform.machine())
    instructions = b"".join(_instructions(*MACHINES[platform.machine()], os.getpid()))
    program = _Program(len(instructions) // 8, instructions)
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0):
        raise UnconfinedError(os.strerror(ctypes.get_errno()))


def is_confined() -> bool:
    """Whether this process is shut in, as it finds by trying: no socket is to be had."""
    try:
        socket.socket(socket.AF_UNIX).close()
    except PermissionError:
        return True
    return False


def _instructions(machine: int, column: int, own: int) -> Iterator[bytes]:
    """The filter for a machine, and for the process with the number `own`; each test steps over what follows when it fails."""
    refuse, allow = _step(_RETURN, _FAIL | errno.EPERM), _step(_RETURN, _ALLOW)
    yield from (_step(_LOAD, _MACHINE_AT), _step(_IF_EQUAL, machine, 1, 0), refuse)
    yield from (_step(_LOAD, _NUMBER_AT), _step(_IF_AT_LEAST, _X32, 0, 1), refuse)
    for numbers in REFUSED.values():
        number = numbers[column]
        if number is not None:
            yield from (_step(_IF_EQUAL, number, 0, 1), refuse)
    calls = {name: numbers[column] for name, numbers in JUDGED.items()}
    # its flags are out of the filter's reach: "no such call" makes the C library take `clone`
    yield from (_step(_IF_EQUAL, calls["clone3"], 0, 1), _step(_RETURN, _FAIL | errno.ENOSYS))
    for name, test in (("clone", _step(_IF_ANY_BIT, _CLONE_THREAD, 1, 0)), ("kill", _step(_IF_EQUAL, own, 1, 0)), ("tgkill", _step(_IF_EQUAL, own, 1, 0))):
        yield from (_step(_IF_EQUAL, calls[name], 0, 4), _step(_LOAD, _FIRST_ARGUMENT_AT), test, refuse, allow)
    yield allow


def _step(code: int, value: int, if_so: int = 0, if_not: int = 0) -> bytes:
    return struct.pack("=HBBI", code, if_so, if_not, value)
