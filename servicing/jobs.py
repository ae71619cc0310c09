"""Background work on the books' own Postgres: one queue and one worker for all of it.

Procrastinate keeps its tables in a schema of their own. Each part of the books that has work to
do in the background brings a `Work`: its tasks, and what watches for when one is needed. A job
may be lost, doubled or killed in the middle: what there is to do is in the books, and a job only
says that it is time.
"""

import asyncio
from collections.abc import Sequence
from importlib.metadata import version
from typing import Protocol

import procrastinate
import psycopg
from procrastinate import exceptions, schema
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

SCHEMA = "jobs"
AGAIN_S = 10.0
POLL_S = 5.0
CONCURRENCY = 4
CONNECTIONS_MAX = 4
_LOCK = 0x6C696E656A6F6273  # "linejobs"
_LATER = (psycopg.OperationalError, exceptions.ConnectorException, OSError)


class OtherJobs(Exception):
    """The database holds the job tables of another release; they have to be migrated first."""


class Work(Protocol):
    """One kind of background work."""

    def register(self, app: procrastinate.App) -> None:
        """Add the tasks to the queue."""
        ...

    async def watch(self, app: procrastinate.App) -> None:
        """Put a job in the queue whenever it is time, until cancelled."""
        ...


def ensure_schema(dsn: str, login: str) -> None:
    """Make the job tables once, as the database's owner, for the login that works on them.

    Of two processes at once, one waits and finds them made. Raises `OtherJobs`.
    """
    made_by = f"procrastinate {version('procrastinate')}"
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        found = connection.execute(
            "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s",
            [SCHEMA],
        ).fetchone()
        if found is not None and found[0] != made_by:
            raise OtherJobs(f"schema {SCHEMA} is of {found[0]}, this is {made_by}")
        if found is None:
            connection.execute(f"CREATE SCHEMA {SCHEMA}".encode())
            connection.execute(f"SET LOCAL search_path = {SCHEMA}".encode())
            connection.execute(schema.SchemaManager.get_schema().encode())
            connection.execute(f"COMMENT ON SCHEMA {SCHEMA} IS '{made_by}'".encode())
        for on in ("SCHEMA {0}", "ALL TABLES IN SCHEMA {0}", "ALL SEQUENCES IN SCHEMA {0}"):
            grant = sql.SQL(f"GRANT ALL ON {on} TO {{1}}")
            connection.execute(grant.format(sql.Identifier(SCHEMA), sql.Identifier(login)))


def jobs_app(dsn: str, works: Sequence[Work]) -> procrastinate.App:
    """Return the queue with every task; open it before use."""
    options = conninfo_to_dict(dsn).get("options") or ""
    app = procrastinate.App(
        connector=procrastinate.PsycopgConnector(
            conninfo=dsn,
            kwargs={"options": f"{options} -c search_path={SCHEMA}".strip()},
            min_size=1,
            max_size=CONNECTIONS_MAX,
        )
    )
    for work in works:
        work.register(app)
    return app


async def keep_running(dsn: str, works: Sequence[Work], again_s: float = AGAIN_S) -> None:
    """Watch and work until cancelled; a lost database is waited for."""
    while True:
        try:
            app = jobs_app(dsn, works)
            async with app.open_async(), asyncio.TaskGroup() as together:
                together.create_task(
                    app.run_worker_async(
                        concurrency=CONCURRENCY,
                        fetch_job_polling_interval=POLL_S,
                        install_signal_handlers=False,
                        delete_jobs="successful",
                    )
                )
                for work in works:
                    together.create_task(work.watch(app))
        except* _LATER:
            await asyncio.sleep(again_s)
