"""The books that trials are cloned from, made by several runs at once."""

import asyncio
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from api.settings import Settings
from evals.run.world import Workshop

# No run of cases makes books of this size, so the template is this test's own.
LINES = 3


def templates(server: str) -> list[str]:
    with psycopg.connect(server, autocommit=True) as admin:
        rows = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'books_of_3_%'")
        return [name for (name,) in rows]


def drop(server: str) -> None:
    with psycopg.connect(server, autocommit=True) as admin:
        for name in templates(server):
            admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.mark.slow
async def test_two_runs_from_different_databases_of_one_server_seed_at_once(
    tmp_path: Path, dsn: str, few_copy: str, data_dir: Path
) -> None:
    """A lock of Postgres' holds within one database: neither may take the other's books away."""
    (tmp_path / "cache").symlink_to(data_dir / "models")
    settings = Settings(tmp_path, database_url=dsn, jwt_secret="s" * 40)
    elsewhere = replace(settings, database_url=few_copy)
    one, other = Workshop(settings, lines=LINES), Workshop(elsewhere, lines=LINES)
    drop(dsn)
    try:
        await asyncio.gather(one.__aenter__(), other.__aenter__())
        assert len(templates(dsn)) == 1
    finally:
        await one.__aexit__(None, None, None)
        await other.__aexit__(None, None, None)
        drop(dsn)
