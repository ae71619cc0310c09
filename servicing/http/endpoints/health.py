"""Probes."""

from fastapi import APIRouter

from servicing.http.problems import documented
from servicing.http.schemas import Health
from servicing.http.sessions import Parts

router = APIRouter(tags=["health"])


@router.get("/health", summary="Do the books answer?", responses=documented(415, 503))
def health(core: Parts) -> Health:
    """Say whether Postgres answers. Needs no token."""
    with core.pool.connection() as connection:
        connection.execute("SELECT 1")
    return Health()
