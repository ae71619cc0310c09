import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from servicing.database import EmbeddedPostgres, MigrationError, migrate


@pytest.fixture
def bare(server: EmbeddedPostgres) -> Iterator[str]:
    name = f"bare_{os.getpid()}"
    with psycopg.connect(server.dsn, autocommit=True) as admin:
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        admin.execute(f"CREATE DATABASE {name}")
        yield make_conninfo(server.dsn, dbname=name)
        admin.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "books" / "migrations"
    path.mkdir(parents=True)
    (path / "0001_first.sql").write_text("CREATE TABLE a (n int);")
    (path / "0002_second.sql").write_text("INSERT INTO a VALUES (1);")
    return path


def test_applies_once_and_in_order(bare: str, folder: Path) -> None:
    assert migrate(bare, [folder]) == ["books/0001_first.sql", "books/0002_second.sql"]
    assert migrate(bare, [folder]) == []
    (folder / "0003_third.sql").write_text("INSERT INTO a VALUES (2);")
    assert migrate(bare, [folder]) == ["books/0003_third.sql"]


def test_two_processes_starting_together_apply_once(bare: str, folder: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(lambda _: migrate(bare, [folder]), range(4)))
    assert sorted(map(len, done)) == [0, 0, 0, 2]


def test_a_failure_leaves_nothing(bare: str, folder: Path) -> None:
    (folder / "0003_broken.sql").write_text("INSERT INTO a VALUES (2); SELECT nonsense;")
    with pytest.raises(MigrationError, match="0003_broken"):
        migrate(bare, [folder])
    with psycopg.connect(bare) as connection:
        assert connection.execute("SELECT to_regclass('public.a')").fetchone() == (None,)


def test_an_applied_file_may_not_change(bare: str, folder: Path) -> None:
    migrate(bare, [folder])
    (folder / "0001_first.sql").write_text("CREATE TABLE b (n int);")
    with pytest.raises(MigrationError, match="changed after it was applied"):
        migrate(bare, [folder])
