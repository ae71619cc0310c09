"""What a complaint is about, in the words of the CFPB's public complaint database.

The words of `taxonomy.yaml` suggest a tag; a person who reads the complaint may set another.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic import BaseModel, ConfigDict, Field


class Issue(BaseModel):
    """An issue of a product, with its sub-issues, and the words that speak for each."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    words: tuple[str, ...] = ()
    sub_issues: Mapping[str, tuple[str, ...]] = Field(default_factory=dict)


class TaggedProduct(BaseModel):
    """A product with its issues; what no words place goes under `otherwise`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    product: str
    sub_product: str
    otherwise: str
    issues: tuple[Issue, ...] = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Tag:
    """What a complaint is about; `by` is who said so, "rule" where nobody has."""

    product: str
    sub_product: str
    issue: str
    sub_issue: str | None
    by: str = "rule"


@cache
def taxonomy() -> Mapping[str, TaggedProduct]:
    """Return the products by how a line is used: `card` or `line`."""
    text = files("servicing.answers").joinpath("taxonomy.yaml").read_text("utf-8")
    return {key: TaggedProduct.model_validate(one) for key, one in yaml.safe_load(text).items()}


def of_line(*, card_access: bool) -> TaggedProduct:
    """Return the product that a line is in the CFPB's words."""
    return taxonomy()["card" if card_access else "line"]


def suggest(words: str, *, card_access: bool) -> Tag:
    """Return the tag that a complaint's own words suggest: the issue most of them speak for."""
    product = of_line(card_access=card_access)
    said = " ".join(words.casefold().replace("’", "'").split())
    counted = [(_count(said, _words(issue)), issue) for issue in product.issues]
    most = max(count for count, _ in counted)
    if not most:
        return Tag(product.product, product.sub_product, product.otherwise, None)
    issue = next(issue for count, issue in counted if count == most)
    subs = [(_count(said, found), name) for name, found in issue.sub_issues.items()]
    best = max(subs, key=lambda one: one[0], default=(0, None))
    return Tag(product.product, product.sub_product, issue.name, best[1] if best[0] else None)


def fits(issue: str, sub_issue: str | None, *, card_access: bool) -> bool:
    """Whether an issue and sub-issue are the product's own."""
    for one in of_line(card_access=card_access).issues:
        if one.name == issue:
            return sub_issue is None or sub_issue in one.sub_issues
    return False


def _words(issue: Issue) -> tuple[str, ...]:
    return (*issue.words, *(word for found in issue.sub_issues.values() for word in found))


def _count(said: str, words: tuple[str, ...]) -> int:
    return sum(1 for word in words if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", said))
