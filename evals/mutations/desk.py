"""A desk that lacks one of its guards, around one that has it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from api.auth.roles import people
from tools.desk import Desk, Staff
from tools.views import Refusal

Made = Callable[[Desk], Desk]


@dataclass
class _Around:
    inner: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


@dataclass
class _AsAnother(_Around):
    """Lets people decide their own work, by deciding as somebody else."""

    async def decide(self, who: Staff, *asked: Any) -> Any:
        """Decide; where it is one's own work, as a colleague of the same role."""
        answer = await self.inner.decide(who, *asked)
        if isinstance(answer, Refusal) and answer.code == "same_person":
            other = next(p for p in people() if p.role == who.role and p.staff_id != who.staff_id)
            return await self.inner.decide(other.signed_in(), *asked)
        return answer


@dataclass
class _Unbound(_Around):
    """Decides whatever stands there now, whatever was read."""

    async def decide(
        self, who: Staff, item_id: str, decision: Any, reasons: Any, seen_sha256: str | None
    ) -> Any:
        """Decide without the digest of what was seen."""
        return await self.inner.decide(who, item_id, decision, reasons, None)


@dataclass
class _Wordless(_Around):
    """Declines without a reason."""

    async def decide(
        self, who: Staff, item_id: str, decision: Any, reasons: Any, seen_sha256: str | None
    ) -> Any:
        """Decide with a reason that nobody gave."""
        given = reasons or ("No reason.",)
        return await self.inner.decide(who, item_id, decision, given, seen_sha256)


DESKS: Mapping[str, Made] = {
    "maker-checker": lambda desk: _AsAnother(desk),
    "content-bound": lambda desk: _Unbound(desk),
    "reasons": lambda desk: _Wordless(desk),
}
"""Guards of the desk by the name that cases are tagged with."""


def without_desk_guard(name: str) -> Made:
    """Return what takes one guard out of a desk; the desk as it is for any other name."""
    return DESKS.get(name, lambda desk: desk)
