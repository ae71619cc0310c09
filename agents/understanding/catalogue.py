"""The acts, the intent of each, and the utterances they are learned from, read from data."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import yaml

TALK = frozenset(
    {"greeting", "thanks", "goodbye", "affirm", "deny", "correct", "repeat", "submit", "answer"}
)


# Acts that the classifier isn't taught: words or what the talk was about lead to them.
FROM_PLACE: Mapping[str, str] = {
    "debt_age": "collections_contact",
    "disputed_interest": "apr_interest",
    "disputed_payment": "billing_error_dispute",
    "grace_regained": "apr_interest",
    "hardship_status": "hardship",
    "identity_payment": "unauthorized_fraud",
    "identity_status": "unauthorized_fraud",
    "identity_steps": "unauthorized_fraud",
    "legal_action": "collections_contact",
    "limit_request_status": "line_increase_decrease",
    "missed_payment": "payment_failed",
    "missed_plan_payment": "hardship",
    "plan_use": "hardship",
    "refund_time": "billing_error_dispute",
    "settlement_info": "hardship",
    "project_payoff": "payoff",
    "simulate_payment": "payment_make",
}


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`intents`: act → intent; `examples`: (utterance, act), in a fixed order."""

    intents: Mapping[str, str]
    examples: tuple[tuple[str, str], ...]


def load_catalogue() -> Catalogue:
    """Read the package's data. Raises ValueError where utterances name an act that isn't listed."""
    folder = files(__package__ or "agents.understanding")
    listed = yaml.safe_load(folder.joinpath("acts.yaml").read_text(encoding="utf-8"))
    intents = {act: intent for intent, acts in listed.items() for act in acts}
    examples: list[tuple[str, str]] = []
    for path in sorted(folder.joinpath("utterances").iterdir(), key=lambda item: item.name):
        for act, languages in yaml.safe_load(path.read_text(encoding="utf-8")).items():
            if act not in intents:
                raise ValueError(f"{path.name}: unknown act {act}")
            examples += [(line, act) for text in languages.values() for line in text.splitlines()]
    return Catalogue(intents, tuple(examples))
