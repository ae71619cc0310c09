"""The keeper: runs one Postgres server for as long as any process uses it.

Started as a program of its own (`python -I -S keeper.py CONFIG_JSON`), standard library only.
Users hold a shared lock on the users' lock file, which the kernel drops when they end, however
they end. The keeper waits for the exclusive lock: getting it means that nobody is left, so it
stops the server, and only then lets go, so that a newcomer finds a server or none, never one
on its way out. If the keeper itself is killed, the kernel interrupts the server (PDEATHSIG).
"""

import ctypes
import fcntl
import json
import os
import signal
import subprocess  # what a keeper is for
import sys
import threading

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
LINUX_CAPABILITY_VERSION_3 = 0x20080522
STOP_TIMEOUT_S = 60


def become(uid: int, gid: int, cross_parents: bool) -> None:
    """Drop from root to `uid`; Postgres refuses to run as root.

    With `cross_parents`, keep the one capability that lets the server pass through parent
    folders closed to it (a data directory in /root), instead of opening them to everybody.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    if cross_parents:
        libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if cross_parents:
        mask = 1 << CAP_DAC_OVERRIDE
        header = (ctypes.c_uint32 * 2)(LINUX_CAPABILITY_VERSION_3, 0)
        data = (ctypes.c_uint32 * 6)(mask, mask, mask, 0, 0, 0)
        if libc.capset(header, data) != 0:
            raise OSError(ctypes.get_errno(), "cannot keep the right to cross parent folders")
        if libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), "cannot pass on the right to cross parent folders")


def prepare_child(owner: list[int] | None, cross_parents: bool) -> None:
    """Run in the child before exec: drop root, and die with the keeper."""
    if owner is not None:
        become(owner[0], owner[1], cross_parents)
    # After setuid, which clears it.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0)


def main() -> int:
    """Start the server, wait until nobody uses it, stop it."""
    config = json.loads(sys.argv[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    users = os.open(config["users_lock"], os.O_RDWR | os.O_CREAT, 0o600)
    log = os.open(config["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    server = subprocess.Popen(  # noqa: S603
        config["command"],
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        preexec_fn=lambda: prepare_child(config["owner"], config["cross_parents"]),
    )

    def give_up_with_the_server() -> None:
        server.wait()
        os._exit(1)

    threading.Thread(target=give_up_with_the_server, daemon=True).start()
    fcntl.flock(users, fcntl.LOCK_EX)
    server.send_signal(signal.SIGINT)  # a fast shutdown: roll back, checkpoint, end
    server.wait(STOP_TIMEOUT_S)
    return 0


if __name__ == "__main__":
    sys.exit(main())
