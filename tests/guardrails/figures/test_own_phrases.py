"""What the assistant itself says of disputes stands over the books that it was said from."""

from datetime import date
from importlib.resources import files
from typing import Any

import pytest
import yaml

from agents.borrower.evidence import evidence_of
from guardrails.figures import Evidence, Language, verify
from tests.guardrails.figures.made import made_lines
from tools.tool import ToolResult
from tools.views import QuoteView

TODAY = date(2026, 11, 20)
CLAIM = {
    "state": "decided",
    "answer": "partial",
    "decided_on": "2026-11-19",
    "amount": "214.49",
    "credited": "84.99",
    "owed": "129.50",
    "pay_by": "2026-12-15",
    "related": "3.12",
    "provisional": "40.00",
    "refunded": "20.00",
}
WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "since": "November 18",
        "acknowledge": "December 18",
        "resolve": "February 10, 2027",
        "decided": "November 19",
        "pay_by": "December 15",
    },
    "es": {
        "since": "18 de noviembre",
        "acknowledge": "18 de diciembre",
        "resolve": "10 de febrero de 2027",
        "decided": "19 de noviembre",
        "pay_by": "15 de diciembre",
    },
}


def _phrases() -> dict[str, dict[Language, str]]:
    text = files("agents.embedded").joinpath("phrases", "disputes.yaml").read_text("utf-8")
    found: dict[str, dict[Language, str]] = yaml.safe_load(text)
    return {
        n: p for n, p in found.items() if n.startswith("claim_") or n.endswith("withdraw_claim")
    }


def _evidence() -> Evidence:
    line = made_lines(TODAY)[0]
    (claim,) = line.snapshot.model_dump(mode="json")["claims"]
    raw: dict[str, Any] = {**line.snapshot.model_dump(mode="json"), "claims": [{**claim, **CLAIM}]}
    snapshot = type(line.snapshot).model_validate(raw)
    quote = QuoteView.model_validate(
        {
            "token": "t",
            "action": "withdraw_claim",
            "terms": [
                {"name": "amount", "amount": "214.49"},
                {"name": "reference", "text": "DSP-20931"},
            ],
            "disclosure_ids": [],
            "expires_at": "2026-11-20T15:10:00Z",
        }
    )
    views = {"account_snapshot": snapshot, "withdraw_claim": quote}
    return evidence_of([(n, ToolResult(n, {}, "ok", v)) for n, v in views.items()], (), TODAY)


@pytest.mark.parametrize("name", sorted(_phrases()))
@pytest.mark.parametrize("language", ["en", "es"])
def test_a_dispute_is_told_with_its_own_figures(name: str, language: Language) -> None:
    text = _phrases()[name][language].replace("<reference>", "DSP-20931")
    amounts = {n: f"${CLAIM[n]}" for n in ("amount", "credited", "owed", "related", "provisional")}
    for slot, value in {**amounts, **WORDS[language], "refunded": "$20.00"}.items():
        text = text.replace(f"<{slot}>", value)
    assert "<" not in text
    verdict = verify(text, _evidence(), TODAY, language)
    assert verdict.passed, (text, verdict.unverified)
