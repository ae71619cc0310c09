"""Reading suites from their folders."""

import re
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import yaml
from pydantic import ValidationError

from evals.cases.model import Case, Suite

SUITES = files("evals").joinpath("suites")


class _Plain(yaml.SafeLoader):
    """YAML in which only true, false, null and whole numbers are more than text.

    A case's amounts and dates are compared as they are written, and `on` is a field's name.
    """


_KEPT = {"tag:yaml.org,2002:null", "tag:yaml.org,2002:int"}
_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Plain.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))


class CaseError(Exception):
    """A suite can't be used; says which file, which case and why."""


def suite_names(root: Traversable = SUITES) -> tuple[str, ...]:
    """Return the suites there are, by name."""
    return tuple(sorted(folder.name for folder in root.iterdir() if folder.is_dir()))


def load_suites(names: Iterable[str] = (), root: Traversable = SUITES) -> tuple[Suite, ...]:
    """Return the named suites, or all of them. Raises `CaseError`."""
    known = suite_names(root)
    wanted = tuple(names) or known
    for name in wanted:
        if name not in known:
            raise CaseError(f"there is no suite {name!r}; there are {', '.join(known)}")
    return tuple(_suite(name, root.joinpath(name)) for name in wanted)


def _suite(name: str, folder: Traversable) -> Suite:
    cases: list[Case] = []
    for file in sorted(folder.iterdir(), key=lambda f: f.name):
        if file.name.endswith(".yaml"):
            cases.extend(_cases(f"{name}/{file.name}", file.read_text("utf-8")))
    seen: set[str] = set()
    for case in cases:
        if case.id in seen:
            raise CaseError(f"{name}: two cases are called {case.id!r}")
        seen.add(case.id)
    if not cases:
        raise CaseError(f"{name}: the suite holds no case")
    return Suite(name=name, cases=tuple(cases))


def _cases(where: str, text: str) -> list[Case]:
    try:
        rows: Any = yaml.load(text, _Plain)  # noqa: S506 a SafeLoader with fewer types
    except yaml.YAMLError as error:
        raise CaseError(f"{where}: no YAML ({error})") from error
    if not isinstance(rows, list):
        raise CaseError(f"{where}: a file is a list of cases")
    return [_case(where, row) for row in rows]


def _case(where: str, row: object) -> Case:
    try:
        return Case.model_validate(row)
    except ValidationError as error:
        named = row.get("id") if isinstance(row, dict) else None
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise CaseError(f"{where}: case {named!r}: {place or 'case'}: {first['msg']}") from error
