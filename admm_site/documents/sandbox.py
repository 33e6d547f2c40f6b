"""Confine a process to what it needs, once it has loaded its code: no other file, no network, no program.

Landlock (Linux 5.13) restricts files, seccomp (through libseccomp, which Debian's apt brings along) system
calls; both without privileges, and for good. Where one of them is missing, the process runs without it and
says so. The module imports nothing of the portal.
"""

import ctypes
import os
import resource
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

MEMORY = 512 * 1024**2
OPEN_FILES = 64

# From linux/landlock.h and linux/prctl.h; the numbers of the system calls are those of every architecture.
CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
CREATE_RULESET_VERSION = 1
RULE_PATH_BENEATH = 1
READ_FILE, READ_DIR = 1 << 2, 1 << 3
FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}  # how many rights on files there are, from each version on
TCP_VERSION, TCP_RIGHTS = 4, 0b11
SCOPES_VERSION, SCOPES = 6, 0b11  # abstract sockets of others, and signals to others
NO_NEW_PRIVILEGES = 38

# From seccomp.h.
ALLOW, REFUSE = 0x7FFF0000, 0x00050000
NOT_PERMITTED = 1  # errno EPERM
NOT_EQUAL = 1

NETWORK_CALLS = (
    *("socket", "socketpair", "connect", "bind", "listen", "accept", "accept4"),
    *("sendto", "sendmsg", "sendmmsg", "io_uring_setup", "io_uring_enter", "io_uring_register"),
)
PROCESS_CALLS = (
    *("execve", "execveat", "fork", "vfork", "clone", "clone3", "kill", "tkill", "ptrace"),
    *("process_vm_readv", "process_vm_writev", "pidfd_open", "pidfd_getfd", "pidfd_send_signal"),
    *("rt_sigqueueinfo", "rt_tgsigqueueinfo", "setpriority", "ioprio_set", "process_madvise"),
    *("process_mrelease", "migrate_pages", "move_pages", "sched_setaffinity", "sched_setattr"),
    *("sched_setparam", "sched_setscheduler"),
)
SYSTEM_CALLS = (
    *("mount", "umount2", "pivot_root", "chroot", "unshare", "setns", "bpf", "perf_event_open", "keyctl"),
    *("add_key", "request_key", "userfaultfd", "open_by_handle_at", "init_module", "finit_module"),
    *("kexec_load", "reboot", "personality", "msgget", "shmget", "semget", "mq_open"),
    # Landlock says nothing of these.
    *("chmod", "fchmod", "fchmodat", "chown", "fchown", "lchown", "fchownat", "utime", "utimes", "utimensat"),
    *("setxattr", "lsetxattr", "fsetxattr", "removexattr", "lremovexattr", "fremovexattr", "chdir", "fchdir"),
)


def confine(readable: Iterable[Path]) -> list[str]:
    """Confine this process for good; return which of `files`, `network` and `processes` are out of its reach.

    Files at or below the paths stay readable, those that exist.
    """
    limit_resources()
    protections = []
    if refuse_calls((*NETWORK_CALLS, *PROCESS_CALLS, *SYSTEM_CALLS)):  # loads a library, so before the files
        protections += ["network", "processes"]
    if restrict_files(readable):
        protections.append("files")
    return protections


def limit_resources() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # pipes are no files
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class ArgumentComparison(ctypes.Structure):
    """`struct scmp_arg_cmp` of seccomp.h."""

    _fields_ = (
        *(("argument", ctypes.c_uint), ("operator", ctypes.c_int)),
        *(("value", ctypes.c_uint64), ("unused", ctypes.c_uint64)),
    )


def restrict_files(readable: Iterable[Path]) -> bool:
    """Leave nothing but reading at or below the paths; return whether the system can do that."""
    if sys.platform != "linux":  # where the numbers mean other calls
        return False
    system = ctypes.CDLL(None)
    version = system.syscall(CREATE_RULESET, None, 0, CREATE_RULESET_VERSION)
    if version < 1 or system.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return False
    number = max(count for first, count in FILE_RIGHTS.items() if first <= version)
    handled = [(1 << number) - 1]
    if version >= TCP_VERSION:
        handled.append(TCP_RIGHTS)
    if version >= SCOPES_VERSION:
        handled.append(SCOPES)
    attributes = struct.pack(f"={len(handled)}Q", *handled)
    ruleset = system.syscall(CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    if ruleset < 0:
        return False
    try:
        for path in readable:
            with suppress(FileNotFoundError):
                _allow_reading(system, ruleset, path)
        return system.syscall(RESTRICT_SELF, ruleset, 0) == 0
    finally:
        os.close(ruleset)


def _allow_reading(system, ruleset: int, path: Path) -> None:
    rights = READ_FILE | READ_DIR if path.is_dir() else READ_FILE
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, descriptor)
        system.syscall(ADD_RULE, ruleset, RULE_PATH_BENEATH, rule, 0)
    finally:
        os.close(descriptor)


def refuse_calls(names: Iterable[str]) -> bool:
    """Have these system calls fail with EPERM; return whether the system can do that."""
    try:
        library = ctypes.CDLL("libseccomp.so.2")
    except OSError:
        return False
    library.seccomp_init.restype = ctypes.c_void_p
    context = ctypes.c_void_p(library.seccomp_init(ctypes.c_uint32(ALLOW)))
    if not context:
        return False
    try:
        for name in names:
            call = library.seccomp_syscall_resolve_name(name.encode())
            if call >= 0:  # a call that this architecture, or this version of the library, knows
                library.seccomp_rule_add(context, ctypes.c_uint32(REFUSE | NOT_PERMITTED), call, 0)
        _refuse_for_other_processes(library, context)
        return library.seccomp_load(context) == 0
    finally:
        library.seccomp_release(context)


def _refuse_for_other_processes(library, context) -> None:
    """Refuse calls that a process needs for itself (to abort, to ask for its limits) on all others."""
    for name, own in (("tgkill", os.getpid()), ("prlimit64", 0)):
        differs = ArgumentComparison(argument=0, operator=NOT_EQUAL, value=own)
        call = library.seccomp_syscall_resolve_name(name.encode())
        refuse = ctypes.c_uint32(REFUSE | NOT_PERMITTED)
        library.seccomp_rule_add_array(context, refuse, call, 1, ctypes.byref(differs))
