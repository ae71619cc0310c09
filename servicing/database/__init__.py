"""The Postgres under the product: an embedded server, and numbered migrations for any server."""

from servicing.database.embedded import EmbeddedPostgres, PostgresUnavailable
from servicing.database.migrate import MigrationError, migrate

__all__ = ["EmbeddedPostgres", "MigrationError", "PostgresUnavailable", "migrate"]
