"""Every word about a file passes the rails, in both languages: no file ends in "I can't answer"."""

from datetime import UTC, date, datetime
from typing import Literal

import pytest

from agents.borrower.attachments import MARKS
from agents.borrower.evidence import evidence_of
from agents.embedded.phrases import keys, phrase, slots
from guardrails.claims import ClaimContext
from guardrails.privacy import PrivacyContext
from guardrails.verify import OutputRails, VerifyContext, verify_reply
from tools.evidence_views import FILES_OF_A_DISPUTE, MEGABYTES, DisputeOf, EvidenceKept, FileLimits
from tools.tool import ToolResult

KEPT = EvidenceKept(
    status="new",
    id="e-1",
    media_type="image/png",
    size_bytes=2_048,
    sha256="0" * 64,
    received_at=datetime(2026, 11, 20, 15, 0, tzinfo=UTC),
    after_decision=False,
    dispute=DisputeOf(
        reference="UU-104074-01",
        kind="unauthorized_use",
        resolve_by=date(2027, 2, 11),
        decided_on=date(2026, 12, 1),
    ),
)
LIMITS = FileLimits(megabytes=MEGABYTES, files=FILES_OF_A_DISPUTE)
OURS = ("evidence_", "refused_file_", "refused_no_dispute", "refused_evidence_")
TODAY = date(2026, 12, 10)


@pytest.fixture(scope="module")
def rails() -> OutputRails:
    return OutputRails.load([], "", [])


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("key", sorted(key for key in keys() if key.startswith(OURS)))
def test_it_passes(rails: OutputRails, key: str, language: Literal["en", "es"]) -> None:
    words = phrase(key, language, **{name: MARKS[name] for name in slots(key)})
    results = [("files", ToolResult("files", {}, "ok", LIMITS))]
    if not key.startswith("refused"):
        results.append(("evidence", ToolResult("evidence", {}, "ok", KEPT)))
    context = VerifyContext(
        evidence=evidence_of(results, (), TODAY),
        today=TODAY,
        language=language,
        passages={},
        claims=ClaimContext(frozenset({"recorded"}), frozenset()),
        privacy=PrivacyContext(own_ids=frozenset(), contacts=frozenset()),
    )
    found = verify_reply(words, context, rails)
    assert [one for one in found.verdicts if one.outcome != "pass"] == []
    assert "{{" not in found.text
