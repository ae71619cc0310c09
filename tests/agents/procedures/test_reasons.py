"""What words say of why a charge is wrong, and of the particulars."""

from datetime import date

import pytest

from agents.borrower.reasons import by_reason
from agents.procedures.entries import apart
from agents.procedures.reasons import particulars, reasons_of
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
        ("the toaster stopped working", "quality"),
        ("la tostadora dejó de funcionar", "quality"),
        ("my laptop broke and I can't pay this month", None),
        ("the fridge stopped working", None),
        ("I returned the boots three weeks ago and the refund still isn't on here", "credit"),
        ("me prometieron un reembolso y no aparece", "credit"),
        ("send me the receipt for the 84.99 charge", "clarification"),
        ("mándeme un comprobante del cargo de 84.99", "clarification"),
        ("send me proof that I owe this debt", None),
        ("what do you need as proof of income", None),
        ("my payment was never credited", "payment_missing"),
        ("I paid on the 2nd but it wasn't credited until the 9th", "posting"),
        ("u posted my payment a week late", "posting"),
        ("pagué a tiempo pero lo registraron con otra fecha", "posting"),
        ("you keep sending my statement to my old address", "statement_not_sent"),
        ("never recieved my bill this month", "statement_not_sent"),
        ("no me llegó mi estado de cuenta", "statement_not_sent"),
        ("can you post my payment on the 9th", None),
        ("why is my statement so high", None),
        ("el buró dice que pagué tarde y es falso", None),
        ("mi pago del 9 de noviembre no aparece", "payment_missing"),
        ("my statement never came", "statement_not_sent"),
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
    made = "credit_not_posted" if reason == "credit" else reason
    assert reasons_of(said) == ((made,) if made else ())


@pytest.mark.parametrize(
    ("said", "entry", "rest"),
    [
        (
            "never bought that 45.10 at Shell, and my 100 payment from the 3rd never showed up",
            "my 100 payment from the 3rd never showed up",
            "never bought that 45.10 at Shell, and",
        ),
        (
            "I didn't make the 84.99 charge and my payment of $120, sent from Chase, never posted",
            "my payment of $120, sent from Chase, never posted",
            "I didn't make the 84.99 charge and",
        ),
        (
            "El de 84.99 no es mío. Además, mi pago de 100 del 3 no aparece.",
            "mi pago de 100 del 3 no aparece",
            "El de 84.99 no es mío. Además, .",
        ),
    ],
)
def test_what_is_said_of_a_payment_is_told_from_what_is_said_of_a_charge(
    said: str, entry: str, rest: str
) -> None:
    found = apart(said)
    assert found.entries == (("payment_missing", entry),)
    assert found.rest == rest


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
        (
            "payment_missing",
            "my 100 payment from the 3rd",
            False,
            {"amount": "100.00", "on": "11-03"},
        ),
        ("payment_missing", "sent 50 on the 30th", False, {"amount": "50.00", "on": "10-30"}),
        ("posting", "I paid on november 2 and you credited it on the 9th", False, {"on": "11-02"}),
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
        ("you credited my payment a week late", [], ["billing_error"]),
        ("can you send my statement to my old address", [], []),
        (
            "never bought the 45.10, and my payment of 100 never showed up",
            [("unauthorized_use", "rule")],
            ["unauthorized_use", "billing_error"],
        ),
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
    found = by_reason([signal(*one) for one in heard], said, reasons_of(said))
    assert [one.kind for one in found] == kinds
