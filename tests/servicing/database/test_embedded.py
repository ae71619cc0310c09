import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg

from servicing.database import EmbeddedPostgres

HOLDER = """
import sys, time, psycopg
from pathlib import Path
from servicing.database import EmbeddedPostgres
server = EmbeddedPostgres.start(Path(sys.argv[1]))
connection = psycopg.connect(server.dsn, autocommit=True)
connection.execute("CREATE TABLE IF NOT EXISTS kept (n int)")
connection.execute("INSERT INTO kept VALUES (1)")
print("ready", flush=True)
time.sleep(60)
"""


def hold(data_dir: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(data_dir)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def kill(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def kept(server: EmbeddedPostgres) -> int:
    with psycopg.connect(server.dsn) as connection:
        row = connection.execute("SELECT count(*) FROM kept").fetchone()
    assert row is not None
    return int(row[0])


def server_pid(data_dir: Path) -> int:
    return int((data_dir / "postgres/data/postmaster.pid").read_text().split("\n")[0])


def wait_until_gone(pid: int) -> None:
    deadline = time.monotonic() + 20
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()


def test_two_processes_share_one_server_and_either_may_be_killed(tmp_path: Path) -> None:
    first, second = hold(tmp_path), hold(tmp_path)
    pid = server_pid(tmp_path)
    kill(first)  # it started the server, which must go on for the second
    with EmbeddedPostgres.start(tmp_path) as server:
        assert server_pid(tmp_path) == pid
        assert kept(server) == 2
        kill(second)
        assert kept(server) == 2
    wait_until_gone(pid)  # nobody is left, so neither is the server


def test_data_survives_when_every_user_is_killed(tmp_path: Path) -> None:
    kill(hold(tmp_path))
    with EmbeddedPostgres.start(tmp_path) as server:
        assert kept(server) == 1


def test_data_survives_the_death_of_the_server_itself(tmp_path: Path) -> None:
    holder = hold(tmp_path)
    pid = server_pid(tmp_path)
    os.kill(pid, signal.SIGKILL)
    wait_until_gone(pid)
    kill(holder)
    with EmbeddedPostgres.start(tmp_path) as server:
        assert kept(server) == 1


def test_a_stale_pid_file_of_a_living_stranger_does_not_matter(tmp_path: Path) -> None:
    kill(hold(tmp_path))
    wait_until_gone_by_lock(tmp_path)
    pid_file = tmp_path / "postgres/data/postmaster.pid"
    pid_file.write_text(f"{os.getpid()}\n{tmp_path}/postgres/data\n1\n5432\n\n\n\nready\n")
    socket_lock = tmp_path / "postgres/socket/.s.PGSQL.5432.lock"
    socket_lock.write_text(f"{os.getpid()}\n")
    with EmbeddedPostgres.start(tmp_path) as server:
        assert kept(server) == 1


def wait_until_gone_by_lock(data_dir: Path) -> None:
    pid_file = data_dir / "postgres/data/postmaster.pid"
    deadline = time.monotonic() + 20
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not pid_file.exists()


def test_nothing_outside_the_data_directory_is_touched(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    mode = closed.stat().st_mode
    with EmbeddedPostgres.start(closed / "data") as server:
        assert server.dsn
        assert closed.stat().st_mode == mode
        assert [p.name for p in closed.iterdir()] == ["data"]


def test_a_folder_too_deep_for_a_socket_works_for_two_processes(tmp_path: Path) -> None:
    deep = tmp_path / ("x" * 120)
    with EmbeddedPostgres.start(deep) as server:
        holder = hold(deep)
        assert kept(server) == 1
        kill(holder)


def test_data_survives_when_every_user_of_a_long_path_is_killed(tmp_path: Path) -> None:
    deep = tmp_path / ("y" * 120)
    kill(hold(deep))
    with EmbeddedPostgres.start(deep) as server:
        assert kept(server) == 1
