"""The demo's door: borrowers with a story, staff of each role, and a sign-in without a password."""

from datetime import datetime

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.auth.roles import find as find_staff
from api.auth.roles import people
from api.dependencies import Parts
from api.errors import NotFound, documented
from api.ports import Directory
from api.services import Services
from tools.desk import Role

router = APIRouter(prefix="/v1/demo", tags=["demo"])


class _View(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class BorrowerView(_View):
    """A borrower one can sign in as."""

    handle: str
    name: str
    story: str


class SignIn(_View):
    """Whom to sign in as."""

    handle: str


class StaffView(_View):
    """A member of staff one can sign in as."""

    staff_id: str
    name: str
    role: Role


class StaffSignIn(_View):
    """Which member of staff to sign in as."""

    staff_id: str


class SignedIn(_View):
    """A bearer token, and until when it is good."""

    token: str
    expires_at: datetime
    name: str


@router.get("/borrowers", responses=documented(404, 503))
async def borrowers(parts: Parts) -> tuple[BorrowerView, ...]:
    """List the demo's borrowers; 404 unless the server runs a demo."""
    found = await _directory(parts).borrowers()
    return tuple(BorrowerView(handle=b.handle, name=b.name, story=b.story) for b in found)


@router.post("/sign-in", responses=documented(400, 404, 413, 415, 422, 503))
async def sign_in(body: SignIn, parts: Parts) -> SignedIn:
    """Sign in as a demo borrower; 404 unless the server runs a demo."""
    borrower = await _directory(parts).find(body.handle)
    if borrower is None:
        raise NotFound
    token, expires_at = parts.tokens.issue(borrower.principal(), now=parts.now())
    return SignedIn(token=token, expires_at=expires_at, name=borrower.name)


@router.get("/staff", responses=documented(404))
async def staff(parts: Parts) -> tuple[StaffView, ...]:
    """List the demo's staff; 404 unless the server runs a demo."""
    _directory(parts)
    return tuple(StaffView(staff_id=p.staff_id, name=p.name, role=p.role) for p in people())


@router.post("/staff/sign-in", responses=documented(400, 404, 413, 415, 422))
async def staff_sign_in(body: StaffSignIn, parts: Parts) -> SignedIn:
    """Sign in as a member of the demo's staff; 404 unless the server runs a demo."""
    _directory(parts)
    who = find_staff(body.staff_id)
    if who is None:
        raise NotFound
    token, expires_at = parts.tokens.issue_staff(who, now=parts.now())
    return SignedIn(token=token, expires_at=expires_at, name=who.name)


def _directory(parts: Services) -> Directory:
    if parts.directory is None:
        raise NotFound
    return parts.directory
