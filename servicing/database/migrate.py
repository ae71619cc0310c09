"""Numbered SQL migrations, applied once and in order, on any Postgres 16+ with pgvector.

Each package keeps its own `migrations/NNNN_name.sql`; the package's folder name is its
namespace. A file that was applied may not change afterwards: its hash is remembered.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path

import psycopg

LOCK_KEY = 0x6C696E6577697365  # "linewise"
_NAME = re.compile(r"(\d{4})_[a-z0-9_]+\.sql")


class MigrationError(Exception):
    """A migration can't be applied; nothing of it was."""


def migrate(dsn: str, folders: Sequence[Path]) -> list[str]:
    """Apply what is missing from each folder, in the folders' order; return what was applied.

    Safe when several processes start together: one applies, the others wait and find it done.
    All of it is one transaction, so a failure leaves the database as it was.
    Raises `MigrationError` when an applied file has changed or a file has a wrong name.
    """
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])
        connection.execute(
            "CREATE TABLE IF NOT EXISTS public.migrations (package text, number int, name text,"
            " sha256 text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(),"
            " PRIMARY KEY (package, number))"
        )
        rows = connection.execute("SELECT package, number, sha256 FROM public.migrations")
        known = {(package, number): sha256 for package, number, sha256 in rows}
        applied = []
        for folder in folders:
            for number, path in _files(folder):
                package, text = folder.parent.name, path.read_text()
                sha256 = hashlib.sha256(text.encode()).hexdigest()
                before = known.get((package, number))
                if before is None:
                    _apply(connection, package, number, path, text, sha256)
                    applied.append(f"{package}/{path.name}")
                elif before != sha256:
                    raise MigrationError(
                        f"{package}/{path.name} changed after it was applied; add a new migration"
                    )
    return applied


def _files(folder: Path) -> list[tuple[int, Path]]:
    found = []
    for path in sorted(folder.glob("*.sql")):
        match = _NAME.fullmatch(path.name)
        if match is None:
            raise MigrationError(f"{path} isn't named NNNN_name.sql")
        found.append((int(match[1]), path))
    return found


def _apply(
    connection: psycopg.Connection[tuple[object, ...]],
    package: str,
    number: int,
    path: Path,
    text: str,
    sha256: str,
) -> None:
    try:
        connection.execute(text.encode())
    except psycopg.Error as error:
        raise MigrationError(f"{package}/{path.name}: {error}") from error
    connection.execute(
        "INSERT INTO public.migrations (package, number, name, sha256) VALUES (%s, %s, %s, %s)",
        [package, number, path.name, sha256],
    )
