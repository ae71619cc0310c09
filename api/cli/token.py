"""`linewise token`: a bearer token to try the API with."""

import asyncio
import sys
from typing import TYPE_CHECKING, Annotated

import typer

from api.failures import BadInput
from tools.desk import Role

if TYPE_CHECKING:
    from tools.desk import Staff


def token(
    handle: Annotated[
        str | None, typer.Option("--as", help="Whose line, for example steady.")
    ] = None,
    role: Annotated[Role | None, typer.Option("--staff", help="A member of staff's role.")] = None,
    staff_id: Annotated[
        str | None, typer.Option("--id", help="With --staff: which of them, for example st-102.")
    ] = None,
) -> None:
    """Print a bearer token, good for eight hours: a demo borrower's, or demo staff's."""
    if (handle is None) == (role is None):
        raise BadInput("give either --as HANDLE or --staff agent|lead|ops")
    if handle is not None:
        if staff_id is not None:
            raise BadInput("--id goes with --staff")
        asyncio.run(_token(handle))
    elif role is not None:
        asyncio.run(_staff_token(_staff(role, staff_id)))


def _staff(role: Role, staff_id: str | None) -> "Staff":
    """Return the one who is meant, by default the first of the role. Raises `BadInput`."""
    from api.auth.roles import people

    found = [person for person in people() if person.role == role]
    chosen = [person for person in found if staff_id in (None, person.staff_id)]
    if not chosen:
        known = ", ".join(person.staff_id for person in found)
        raise BadInput(f"there is no {role} {staff_id!r}; there are {known}")
    return chosen[0].signed_in()


async def _token(handle: str) -> None:
    from api.app import Runtime
    from api.cli.terminal import progress

    async with Runtime.from_env(progress()) as runtime:
        borrower = await runtime.borrower(handle)
        made, _ = runtime.tokens().issue(borrower.principal(), now=runtime.now())
    sys.stdout.write(made + "\n")


async def _staff_token(who: "Staff") -> None:
    from api.app import Runtime
    from api.cli.terminal import progress

    async with Runtime.from_env(progress()) as runtime:
        made, _ = runtime.tokens().issue_staff(who, now=runtime.now())
    sys.stdout.write(made + "\n")
