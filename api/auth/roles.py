"""Roles and their limits, and the demo's staff: data, read once."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from types import MappingProxyType

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from tools.desk import ROLES, Limit, Role, Staff


class Granted(BaseModel):
    """What a role opens, and the most that it may approve."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    scopes: frozenset[str] = Field(min_length=1)
    limits: dict[Limit, Decimal]


class Person(BaseModel):
    """Somebody who works at the demo's desk."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    staff_id: str
    name: str
    role: Role

    def signed_in(self) -> Staff:
        """Return this person with the scopes and limits of their role."""
        granted = roles()[self.role]
        return Staff(self.staff_id, self.name, self.role, granted.scopes, granted.limits)


@cache
def roles() -> Mapping[Role, Granted]:
    """Return what each role is granted. Raises `ValueError` where a role is missing."""
    text = files("api.auth").joinpath("roles.yaml").read_text("utf-8")
    found = TypeAdapter(dict[Role, Granted]).validate_python(yaml.safe_load(text))
    if set(found) != set(ROLES):
        raise ValueError("roles.yaml has to say what every role is granted")
    return MappingProxyType(found)


@cache
def people() -> tuple[Person, ...]:
    """Return the demo's staff."""
    text = files("api.auth").joinpath("people.yaml").read_text("utf-8")
    return TypeAdapter(tuple[Person, ...]).validate_python(yaml.safe_load(text))


def of_role(role: Role) -> Staff:
    """Return the first of the demo's staff with a role."""
    return next(person for person in people() if person.role == role).signed_in()


def find(staff_id: str) -> Staff | None:
    """Return one of the demo's staff, or None."""
    return next((p.signed_in() for p in people() if p.staff_id == staff_id), None)
