"""Nothing that the assistant says by itself is a statement that the claims rail takes out."""

import re

import pytest

from agents.embedded.phrases import Language, keys, phrase, slots
from guardrails.claims import ClaimContext, ClaimsRail

FIGURE = "$25.00"


@pytest.fixture(scope="module")
def rail() -> ClaimsRail:
    return ClaimsRail.load()


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_phrase_passes_the_claims_rail(rail: ClaimsRail, language: Language) -> None:
    done = ClaimContext(done_acts=rail.acts)
    for key in keys():
        values = dict.fromkeys(slots(key), FIGURE)
        said = re.sub(r"<\w+>", FIGURE, phrase(key, language, **values))
        assert rail.check(said, done) == (), (key, said)
