"""Probes and metrics."""

from typing import Literal

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel

from api.dependencies import Parts
from api.errors import documented

router = APIRouter(tags=["health"])


class Health(BaseModel):
    """A probe's answer."""

    status: Literal["ok"] = "ok"


@router.get("/healthz")
async def alive() -> Health:
    """Say that the process lives."""
    return Health()


@router.get("/readyz", responses=documented(503))
async def ready(parts: Parts) -> Health:
    """Say whether the database answers."""
    await parts.ready()
    return Health()


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
async def metrics(parts: Parts) -> Response:
    """Return Prometheus metrics."""
    return Response(parts.metrics.exposition(), media_type=CONTENT_TYPE_LATEST)
