"""What gold does in a case, and the ways in which it can be made wrong."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from evals.cases import Case, Say

ACTIONS = files("evals.gold").joinpath("actions.yaml")
AMOUNTS = ("amount", "limit")


class GoldError(Exception):
    """Gold can't be read, or the books refuse it: gold is wrong, or the case."""


class Act(BaseModel):
    """One thing that gold has done, at the message of that number, counted from 1.

    A `card` is shown and carried out at the button; what is done `now` needs none (a draft for
    people); a `right` is recorded, with
    its `values` as its particulars; `desk` opens a hand-off in the queue it `does`, with words of
    gold's own. `values` go into the quote; `places` are values to look up
    first, in the line or in the plan that was asked for (`payments.0.id`, `plan.draft_id`).
    The last three are faults: for another borrower, a second time, before the button is pressed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    does: str
    how: Literal["card", "now", "right", "desk"] = "card"
    at: int = Field(default=1, ge=1)
    values: dict[str, Any] = Field(default_factory=dict)
    places: dict[str, str] = Field(default_factory=dict)
    elsewhere: bool = False
    twice: bool = False
    early: bool = False


Acts = tuple[Act, ...]
_BY_CASE = TypeAdapter(dict[str, Acts])


@cache
def recorded() -> Mapping[str, Acts]:
    """Return the actions recorded by suite/case. Raises `GoldError`."""
    try:
        return _BY_CASE.validate_python(yaml.safe_load(ACTIONS.read_text("utf-8")))
    except (yaml.YAMLError, ValidationError) as error:
        raise GoldError(f"actions.yaml: {error}") from error


def gold_of(suite: str, case: Case) -> Acts:
    """Return what gold does: the rights that each message must invoke, and what is recorded."""
    said = [step for step in case.user if isinstance(step, Say)]
    rights = (
        Act(does=kind, how="right", at=number)
        for number, step in enumerate(said, 1)
        for kind, status in step.expect.rights.items()
        if status == "new"
    )
    return (*rights, *recorded().get(f"{suite}/{case.id}", ()))


def _dropped(acts: Acts) -> Acts | None:
    return acts[:-1] if acts else None


def _amount(acts: Acts) -> Acts | None:
    for name in AMOUNTS:
        if acts and name in acts[-1].values:
            other = str(Decimal(acts[-1].values[name]) + 1)
            changed = acts[-1].model_copy(update={"values": acts[-1].values | {name: other}})
            return (*acts[:-1], changed)
    return None


def _last_card(acts: Acts, **changes: bool) -> Acts | None:
    """Change the last act that a button carries out; None where gold has none.

    A dispute is none: its rights are recorded at once, and the card adds only the charges.
    """
    if not acts or acts[-1].how != "card" or acts[-1].does == "file_dispute":
        return None
    return (*acts[:-1], acts[-1].model_copy(update=changes))


def _account(acts: Acts) -> Acts | None:
    # The desk takes every borrower's drafts and talks: what staff do there doesn't ask whose it is.
    if not acts or acts[-1].how in ("now", "desk"):
        return None
    return (*acts[:-1], acts[-1].model_copy(update={"elsewhere": True}))


def _doubled(acts: Acts) -> Acts | None:
    # A payment that is cancelled, or autopay that is off, is no further changed by doing it again.
    again = bool(acts) and any(name in acts[-1].values for name in AMOUNTS)
    return _last_card(acts, twice=True) if again else None


def _swapped(acts: Acts) -> Acts | None:
    return _last_card(acts, early=True)


FAULTS: Mapping[str, Callable[[Acts], Acts | None]] = {
    "an act dropped": _dropped,
    "another amount": _amount,
    "another account": _account,
    "an act doubled": _doubled,
    "the write before its button": _swapped,
}
"""What may be wrong with gold, by name; each returns None where it says nothing of a case."""


def fault(name: str, acts: Acts) -> Acts | None:
    """Return gold with one thing wrong; gold itself for no name. Raises `KeyError`."""
    return FAULTS[name](acts) if name else acts
