"""What words say of why a charge is wrong, and of the particulars."""

from datetime import date

import pytest

from agents.borrower.reasons import by_reason
from agents.procedures.reasons import particulars, reason_of
from guardrails.rights import RightSignal

TODAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ("the shoes never came", "not_delivered"),
        ("my package still hasn't been delivered", "not_delivered"),
        ("they sent me the wrong size and I sent it back", "not_delivered"),
        ("no me han entregado los zapatos", "not_delivered"),
        ("the jacket isn't what was described and the seller ignores me", "quality"),
        ("the tv I bought stopped working after a week", "quality"),
        ("la licuadora que compré llegó rota", "quality"),
        ("I returned the boots three weeks ago and the refund still isn't on here", "credit"),
        ("me prometieron un reembolso y no aparece", "credit"),
        ("my payment was never credited", "payment_missing"),
        ("mi pago del 9 de noviembre no aparece", "payment_missing"),
        ("my statement never came", None),
        ("I never received the new card", None),
        ("the app doesn't work", None),
        ("I lost my job and the car broke down", None),
        ("this charge isn't mine", None),
        ("the grocer charged me twice", None),
        ("when does a refund usually show up", None),
        ("why is my payment still pending", None),
        ("can you show me my last payment", None),
    ],
)
def test_words_make_a_reason_or_none(said: str, reason: str | None) -> None:
    assert reason_of(said) == ("credit_not_posted" if reason == "credit" else reason)


@pytest.mark.parametrize(
    ("reason", "said", "asked", "told"),
    [
        ("not_delivered", "I ordered it on november 3", False, {}),
        ("not_delivered", "it was supposed to come november 2", False, {"expected_by": "11-02"}),
        ("not_delivered", "november 2, no", True, {"expected_by": "11-02"}),
        ("not_delivered", "not yet", True, {"asked_merchant": "false"}),
        ("not_delivered", "they won't answer my emails", True, {"asked_merchant": "true"}),
        ("quality", "i haven't called them", True, {"asked_merchant": "false"}),
        ("payment_missing", "120 on november 9", True, {"amount": "120.00", "on": "11-09"}),
        (
            "payment_missing",
            "I paid $85.50 from Banco Azteca",
            False,
            {"amount": "85.50", "who": "Banco Azteca"},
        ),
        ("credit_not_posted", "a refund of $30 was promised", False, {"amount": "30.00"}),
        ("credit_not_posted", "the charge was $84.99", False, {}),
    ],
)
def test_particulars_are_what_was_said(
    reason: str, said: str, asked: bool, told: dict[str, str]
) -> None:
    found = particulars(reason, said, TODAY, asked=asked)
    assert found == {k: f"2026-{v}" if k in {"on", "expected_by"} else v for k, v in told.items()}


def signal(kind: str, source: str) -> RightSignal:
    return RightSignal(kind, (0, 4), "said", source, 0.9)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("said", "heard", "kinds"),
    [
        ("the shoes never came", [("unauthorized_use", "classifier")], ["billing_error"]),
        ("the lamp I bought came broken", [], ["complaint"]),
        (
            "the lamp I bought came broken",
            [("billing_error", "rule")],
            ["billing_error", "complaint"],
        ),
        ("the lamp I bought came broken but they replaced it", [], []),
        ("what if the thing I bought is broken", [], []),
        ("is my payment posted yet", [], []),
        ("this isn't mine", [("unauthorized_use", "classifier")], ["unauthorized_use"]),
        (
            "I never ordered this and nothing ever came",
            [("unauthorized_use", "classifier")],
            ["unauthorized_use"],
        ),
    ],
)
def test_a_purchase_gone_wrong_is_no_strangers_charge(
    said: str, heard: list[tuple[str, str]], kinds: list[str]
) -> None:
    found = by_reason([signal(*one) for one in heard], said, reason_of(said))
    assert [one.kind for one in found] == kinds
