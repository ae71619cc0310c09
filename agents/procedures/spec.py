"""The specs: slots, the question for each, what starts, finishes and interrupts a procedure."""

from dataclasses import dataclass
from typing import Literal

Fill = Literal[
    "amount",
    "date",
    "duration",
    "text",
    "choice",
    "autopay_kind",
    "days_before",
    "day_of_month",
    "channel",
    "contact_change",
    "purpose",
    "fee_kind",
    "told",
]


@dataclass(frozen=True)
class Slot:
    """One thing to know.

    `fill` says which kind of mention may fill it; `roles` are the role hints that fill it even
    when it wasn't asked for; `free`, that a bare amount fills it at any time; `question` is
    the key of its wording.
    """

    name: str
    fill: Fill
    question: str
    roles: tuple[str, ...] = ()
    required: bool = True
    free: bool = False


@dataclass(frozen=True)
class Procedure:
    """How something gets done.

    `starts` are the acts that open it. `finish` is a tool's name, or "handoff:<queue>" where
    people finish it. `tools` are the tools it opens. A procedure in progress gives way to a
    new act and can be taken up again by answering its open question. One that yields to
    questions isn't opened by "how does it work".
    """

    name: str
    starts: tuple[str, ...]
    slots: tuple[Slot, ...]
    finish: str
    tools: tuple[str, ...]
    yields_to_questions: bool = False

    def slot(self, name: str) -> Slot:
        """Return a slot by name."""
        return next(slot for slot in self.slots if slot.name == name)


PAYMENT = Procedure(
    name="payment",
    starts=("make_payment", "schedule_payment"),
    slots=(
        Slot("amount", "amount", "ask_pay_amount", roles=("pay", "can_pay"), free=True),
        Slot("on", "date", "ask_pay_date"),
    ),
    finish="make_payment",
    tools=("make_payment", "schedule_payment"),
)

CANCELLATION = Procedure(
    name="cancellation",
    starts=("cancel_payment",),
    slots=(Slot("payment", "choice", "ask_which_payment"),),
    finish="cancel_payment",
    tools=("list_payments", "cancel_payment"),
)

HARDSHIP = Procedure(
    name="hardship",
    starts=("hardship_help",),
    slots=(  # `procedures.hardship` fills them, and says which are worth a question
        Slot("can_pay", "told", "ask_can_pay"),
        Slot("income", "told", "ask_income_expenses", required=False),
        Slot("expenses", "told", "ask_income_expenses", required=False),
        Slot("duration", "told", "ask_duration", required=False),
        Slot("other_debt", "told", "", required=False),
        Slot("reason", "told", "", required=False),
        Slot("since", "told", "", required=False),
        Slot("preferred_day", "told", "", required=False),
        Slot("contact", "told", "", required=False),
        Slot("circumstances", "told", "", required=False),
        Slot("plan", "told", "ask_which_plan", required=False),
    ),
    finish="submit_hardship_draft",
    tools=("plan_options", "submit_hardship_draft", "search_policy"),
)

ACCEPTANCE = Procedure(
    name="acceptance",
    starts=(),  # an approved request opens it: see borrower.requests
    slots=(),
    finish="accept_plan",
    tools=("accept_plan", "plan_status", "search_policy"),
)

DISPUTE = Procedure(
    name="dispute",
    starts=(),  # the rights detector alone opens it: see runtime.STARTED_BY_RIGHT
    slots=(
        Slot("unauthorized_use", "choice", "ask_unknown"),
        Slot("billing_error", "choice", "ask_wrong"),
    ),
    finish="file_dispute",
    tools=("list_transactions", "file_dispute", "search_policy"),
)

WITHDRAWAL = Procedure(
    name="withdrawal",
    starts=("dispute_withdraw",),
    slots=(),
    finish="withdraw_claim",
    tools=("withdraw_claim", "search_policy"),
    yields_to_questions=True,
)

# Ability to pay has to be considered before any limit is raised (12 CFR 1026.51(a)(1)(i)).
LINE_INCREASE = Procedure(
    name="line_increase",
    starts=("limit_increase",),
    slots=(
        Slot("limit", "amount", "ask_limit", roles=("limit", "pay"), free=True),
        Slot("income", "amount", "ask_income_housing", roles=("income",)),
        Slot("housing", "amount", "ask_income_housing", roles=("housing", "expenses")),
    ),
    finish="request_line_increase",
    tools=("request_line_increase", "search_policy"),
    yields_to_questions=True,
)

AUTOPAY = Procedure(
    name="autopay",
    starts=("autopay_start", "autopay_stop"),
    slots=(
        Slot("kind", "autopay_kind", "ask_autopay_kind"),
        Slot("amount", "amount", "ask_autopay_kind", roles=("pay",), required=False, free=True),
        Slot("days_before_due", "days_before", "ask_autopay_kind", required=False),
    ),
    finish="set_autopay",
    tools=("set_autopay", "search_policy"),
    yields_to_questions=True,
)

DRAW = Procedure(
    name="draw",
    starts=("draw",),
    slots=(  # "Can I get 300": what one gets is here what one draws, not what one earns.
        Slot("amount", "amount", "ask_draw_amount", roles=("pay", "income", "limit"), free=True),
    ),
    finish="draw_funds",
    tools=("draw_funds", "search_policy"),
    yields_to_questions=True,
)

DUE_DATE = Procedure(
    name="due_date",
    starts=("due_date_change",),
    slots=(Slot("day", "day_of_month", "ask_due_day"),),
    finish="change_due_date",
    tools=("change_due_date", "search_policy"),
    yields_to_questions=True,
)

WAIVER = Procedure(
    name="waiver",
    starts=("fee_waiver",),
    slots=(Slot("fee", "fee_kind", "", required=False),),
    finish="request_fee_waiver",
    tools=("request_fee_waiver", "search_policy"),
)

CONTACT = Procedure(
    name="contact",
    starts=("contact_preference",),
    slots=(
        Slot("channel", "channel", "ask_contact_channel"),
        Slot("change", "contact_change", "", required=False),
        Slot("purpose", "purpose", "", required=False),
    ),
    finish="set_contact_preference",
    tools=("set_contact_preference", "search_policy"),
    yields_to_questions=True,
)

CLOSING = Procedure(
    name="closing",
    starts=("close_account",),
    slots=(),
    finish="close_line",
    tools=("close_line", "search_policy"),
    yields_to_questions=True,
)

PROCEDURES = {
    p.name: p
    for p in (
        PAYMENT,
        CANCELLATION,
        HARDSHIP,
        ACCEPTANCE,
        DISPUTE,
        WITHDRAWAL,
        LINE_INCREASE,
        AUTOPAY,
        DRAW,
        DUE_DATE,
        WAIVER,
        CONTACT,
        CLOSING,
    )
}
