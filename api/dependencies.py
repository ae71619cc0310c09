"""How an endpoint reaches the server's parts."""

from typing import Annotated

from fastapi import Depends, Request

from api.services import Services


def _services(request: Request) -> Services:
    services: Services = request.app.state.services
    return services


Parts = Annotated[Services, Depends(_services)]
