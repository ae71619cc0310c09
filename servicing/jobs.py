"""Background work on the books' own Postgres: procrastinate in a schema of its own.

Each part of the books brings its tasks as a blueprint; `job_app` is the only place that knows
them all.
"""

from typing import Any, LiteralString, cast

import psycopg
from procrastinate import App, PsycopgConnector
from procrastinate.schema import SchemaManager
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from servicing.events import jobs as events

SCHEMA = "jobs"
CONNECTIONS_MAX = 4
LOCK_KEY = 0x6C696E656A6F6273  # "linejobs"


def ensure_schema(dsn: str, login: str) -> None:
    """Set the queue up once, as the database's owner, for a login that runs the jobs.

    Safe when several processes start together: the others wait and find it done.
    """
    with psycopg.connect(dsn) as connection:
        connection.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK_KEY])
        found = connection.execute(
            "SELECT to_regclass(%s)", [f"{SCHEMA}.procrastinate_jobs"]
        ).fetchone()
        if found is None or found[0] is None:
            connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}".encode())
            connection.execute(f"SET LOCAL search_path = {SCHEMA}".encode())
            connection.execute(SchemaManager.get_schema().encode())
        for on in ("SCHEMA {0}", "ALL TABLES IN SCHEMA {0}", "ALL SEQUENCES IN SCHEMA {0}"):
            grant = sql.SQL(f"GRANT ALL ON {on} TO {{1}}")
            connection.execute(grant.format(sql.Identifier(SCHEMA), sql.Identifier(login)))


def job_app(conninfo: str) -> App:
    """Return the queue with every task; open it before use."""
    options = f"{conninfo_to_dict(conninfo).get('options') or ''} -c search_path={SCHEMA}"
    within = make_conninfo(conninfo, options=options.strip())
    app = App(connector=PsycopgConnector(conninfo=within, min_size=1, max_size=CONNECTIONS_MAX))
    app.add_tasks_from(events.blueprint, namespace=events.NAMESPACE)
    return app
