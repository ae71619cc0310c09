"""The FastAPI application over parts that the composition root has built."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from fastapi import FastAPI
from fastapi.responses import FileResponse
from fastapi.staticfiles import StaticFiles

from api import errors
from api.conversations import endpoints as _conversations
from api.conversations import evidence as _evidence
from api.conversations import feedback as _feedback
from api.demo import endpoints as _demo
from api.errors import Problem
from api.health import endpoints as _health
from api.middleware import Limits, Observe
from api.services import Services
from api.staff import endpoints as _staff

WEB = Path(__file__).parent / "web"
CORE = "/core/v1"


def build(services: Services) -> FastAPI:
    """Return the application. Its documentation is `/openapi.json`; there is no script-laden page.

    Turns that still run are stopped when the application shuts down.
    """

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        await services.streams.close()

    app = FastAPI(
        title="Linewise",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=lifespan,
        responses={500: errors.documented(500)[500]},
    )
    app.state.services = services
    errors.install(app)
    app.include_router(_conversations.router)
    app.include_router(_evidence.router)
    app.include_router(_feedback.router)
    app.include_router(_staff.router)
    app.include_router(_demo.router)
    app.include_router(_health.router)
    if services.core is not None:
        app.mount(CORE, services.core, name="core")
    app.mount("/assets", StaticFiles(directory=WEB / "assets"), name="assets")

    @app.get("/", include_in_schema=False)
    async def page() -> FileResponse:
        return FileResponse(WEB / "index.html", media_type="text/html; charset=utf-8")

    @app.get("/desk", include_in_schema=False)
    async def desk() -> FileResponse:
        return FileResponse(WEB / "desk.html", media_type="text/html; charset=utf-8")

    app.add_middleware(Limits)
    app.add_middleware(Observe, metrics=services.metrics)
    _document(app)
    return app


def _document(app: FastAPI) -> None:
    """Put the form of errors into the OpenAPI document, in place of FastAPI's own."""
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        if "Problem" not in schemas:
            described = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
            schemas.update(described.pop("$defs", {}))
            schemas["Problem"] = described
            for name in ("HTTPValidationError", "ValidationError"):
                schemas.pop(name, None)
            for path in document["paths"].values():
                for operation in path.values():
                    operation["responses"].get("422", {}).get("content", {}).pop(
                        "application/json", None
                    )
        return document

    app.openapi = openapi  # type: ignore[method-assign]
