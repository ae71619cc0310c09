"""What a tool tells an engine about its call is never read out to a borrower."""

import pytest

from agents.embedded.phrases import Language, phrase
from agents.embedded.wording import refused
from tools.views import Refusal


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("unknown_tool", "There is no tool 'accept_plan' here."),
        ("bad_arguments", "plan_id: Field required"),
        ("not_asked", "Not done: accept_plan was not asked for."),
    ],
)
def test_names_of_tools_stay_inside(code: str, message: str, language: Language) -> None:
    said = refused("accept_plan", Refusal(code=code, message=message), language)
    assert said == phrase("refused_inside", language)
    assert message not in said
    assert "accept_plan" not in said
