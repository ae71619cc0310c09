"""True replies in many wordings over real lines, and small lies made of them."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random  # noqa: TID251 (seeded: the same corpus every time)
from typing import Literal

import yaml

from agents.borrower.evidence import evidence_of
from guardrails.figures import Evidence, Fact, Language, ShownFigure, verify
from guardrails.figures.roles import compatible
from tests.guardrails.figures.conversations import Said
from tools.tool import ToolResult
from tools.views import (
    AccountSnapshot,
    DailyInterest,
    PaymentPage,
    Payoff,
    Statement,
    TransactionPage,
)

EN_MONTHS = "January February March April May June July August September October November December"
ES_MONTHS = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
Slot = Decimal | date | int | str
Kind = Literal["digit", "unit", "date", "scale", "swap", "role", "sign"]
Templates = dict[Language, list[str]]
RATES = frozenset({"purchase_apr", "draw_apr"})
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class LineFacts:
    """What the tools said of one line."""

    handle: str
    snapshot: AccountSnapshot
    statement: Statement | None
    payments: PaymentPage
    transactions: TransactionPage
    payoff: Payoff | None
    interest: DailyInterest

    def evidence(self, today: date) -> Evidence:
        """Return the evidence of a turn that called all of them."""
        views = {
            "account_snapshot": self.snapshot,
            "get_statement": self.statement,
            "list_payments": self.payments,
            "list_transactions": self.transactions,
            "payoff": self.payoff,
            "daily_interest": self.interest,
        }
        results = [(n, ToolResult(n, {}, "ok", v)) for n, v in views.items() if v is not None]
        return evidence_of(results, (), today)

    def slots(self) -> dict[str, Slot]:
        """Return what templates may show; what is missing or nought isn't there."""
        s, found = self.snapshot, dict[str, Slot | None]()
        found |= {
            "balance": s.balance.current,
            "minimum": s.minimum_due,
            "due": s.due_date,
            "limit": s.credit_limit,
            "available": s.available_credit,
            "closing": s.statement_closing_date,
            "next_closing": s.next_closing_date,
            "statement_balance": s.statement_balance,
            "purchase_apr": s.purchase_apr,
            "draw_apr": s.draw_apr,
            "past_due": s.past_due,
            "days_past_due": s.days_past_due,
            "last4": s.bank.last4 if s.bank else None,
            "draw_balance": s.balance.draw,
            "purchase_balance": s.balance.purchase,
            "per_day": self.interest.total_per_day,
            "draw_per_day": self.interest.draw_per_day,
        }
        if s.autopay is not None:
            found |= {"autopay": s.autopay.next_amount, "autopay_on": s.autopay.next_date}
        if s.plan is not None:
            found |= {
                "plan_payment": s.plan.payment,
                "plan_on": s.plan.next_payment_date,
                "plan_end": s.plan.ends_on,
                "plan_month": s.plan.month,
                "plan_months": s.plan.months,
            }
        if self.payoff is not None:
            found |= {"payoff": self.payoff.total, "payoff_on": self.payoff.as_of}
        if self.statement is not None:
            found |= {"interest": self.statement.interest, "purchases": self.statement.purchases}
        for n, payment in enumerate(self.payments.payments[:2]):
            found |= {f"pay{n}": payment.amount, f"pay{n}_on": payment.on}
        bought = [t for t in self.transactions.transactions if t.merchant and t.amount > 0][:3]
        for n, row in enumerate(bought):
            found |= {f"tx{n}": row.amount, f"tx{n}_on": row.posted_on, f"tx{n}_name": row.merchant}
        fees = [t for t in self.transactions.transactions if "fee" in t.kind and t.amount > 0]
        if fees:
            found |= {"fee": fees[0].amount, "fee_on": fees[0].posted_on}
        return {name: value for name, value in (found | self._on_its_way()).items() if value}

    def _on_its_way(self) -> dict[str, Slot | None]:
        """Return what is scheduled, pending, disputed or came back."""
        s, found = self.snapshot, dict[str, Slot | None]()
        for payment in s.pending_payments[:1]:
            found |= {"sched": payment.amount, "sched_on": payment.on}
        for hold in s.pending_transactions[:1]:
            found |= {"pend": hold.amount, "pend_name": hold.description}
        for claim in s.claims[:1]:
            found |= {"disputed": s.balance.disputed, "resolve_by": claim.resolve_by}
        for row in self.transactions.transactions:
            if row.kind == "late_fee":
                found |= {"late_fee": row.amount, "late_fee_on": row.posted_on}
            if row.kind == "refund":
                found |= {"refund": -row.amount, "refund_on": row.posted_on}
                found |= {"refund_name": row.merchant}
        return found


def templates(name: str) -> Templates:
    """Return a list of templates by language."""
    found: Templates = yaml.safe_load((Path(__file__).parent / name).read_text("utf-8"))
    return found


def paraphrases(
    lines: Sequence[LineFacts], wordings: Templates, today: date, seed: int
) -> list[Said]:
    """Return every template over every line that has its slots, in varied forms."""
    rng = Random(seed)  # noqa: S311
    said = []
    for line in lines:
        slots, evidence = line.slots(), line.evidence(today)
        for language, worded in wordings.items():
            for template in worded:
                if all(name in slots for name in _SLOT.findall(template)):
                    text = _SLOT.sub(
                        lambda m, s=slots, la=language: form(m[1], s[m[1]], la, today, rng),
                        template,
                    )
                    said.append(Said(text, language, evidence, today, f"{line.handle}: {template}"))
    return said


def form(name: str, value: Slot, language: Language, today: date, rng: Random) -> str:
    """Write a value one of the ways in which people write it."""
    if isinstance(value, date):
        return _date(value, language, today, rng)
    if isinstance(value, Decimal) and name in RATES:
        rate = f"{value.normalize():f}"
        return rng.choice([f"{rate}%", f"{rate} percent" if language == "en" else f"{rate} %"])
    if isinstance(value, Decimal):
        exact = f"{value:,.2f}"
        whole = [f"${value:,.0f}"] if value == value.to_integral_value() else []
        words = f"{exact} {'dollars' if language == 'en' else 'dólares'}"
        return rng.choice([f"${exact}", f"${exact}", words, *whole])
    return str(value)


def _date(value: date, language: Language, today: date, rng: Random) -> str:
    year = f", {value.year}" if value.year != today.year else ""
    if language == "es":
        month = ES_MONTHS.split()[value.month - 1]
        return f"{value.day} de {month}" + (f" de {value.year}" if year else "")
    month = EN_MONTHS.split()[value.month - 1]
    suffix = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(
        value.day, "th"
    )
    forms = [
        f"{month} {value.day}{year}",
        f"{month[:3]} {value.day}{year}",
        f"{month} {value.day}{suffix}{year}",
        f"{value.month}/{value.day}/{value.year}",
        f"{value:%A}, {month} {value.day}{year}",
    ]
    return rng.choice(forms)


@dataclass(frozen=True)
class Lie:
    """A reply with one thing changed."""

    kind: Kind
    text: str
    was: str
    now: str
    said: Said

    @property
    def caught(self) -> bool:
        """Tell whether the rail stops it."""
        verdict = verify(self.text, self.said.evidence, self.said.today, self.said.language)
        return not verdict.passed


def lie_of(said: Said, rng: Random) -> Lie | None:
    """Change one thing of a reply into a false one; None where it holds nothing to change.

    What would be another true statement isn't a lie: it is left out and something else is tried.
    """
    verdict = verify(said.text, said.evidence, said.today, said.language)
    figures = [f for f in verdict.figures if f.source.name != "clock"]
    tries = list(_lies(said, figures, rng))
    rng.shuffle(tries)
    return next((lie for lie in tries if not _true(lie, figures)), None)


def _true(lie: Lie, figures: Sequence[ShownFigure]) -> bool:
    """Tell whether the changed figure is what a fact of the same meaning says."""
    if lie.kind == "swap":
        return False
    changed = next(f for f in figures if f.text == lie.was)
    for fact in lie.said.evidence.of(changed.kind):
        same = (
            fact.role == changed.source.role if changed.source.role else _same_place(fact, changed)
        )
        same = same or (changed.kind == "date" and _same_row(fact, changed.source))
        if same and fact is not changed.source and fact.value.lstrip("-") == lie.now:
            return True
    return False


def _same_row(one: Fact, other: Fact) -> bool:
    """Tell whether two facts stand in one entry: when it was made and when it posted."""
    row = one.path.rpartition(".")[0]
    return bool(row) and one.name == other.name and row == other.path.rpartition(".")[0]


def _same_place(fact: Fact, shown: ShownFigure) -> bool:
    return re.sub(r"\d+", "N", fact.path) == re.sub(r"\d+", "N", shown.source.path)


def _lies(said: Said, figures: Sequence[ShownFigure], rng: Random) -> Iterator[Lie]:
    for figure in figures:
        if said.text.count(figure.text) > 1 or not re.search(r"\d", figure.text):
            continue
        yield from _single(said, figure, rng)
    for one in figures:
        for two in figures:
            if one.start < two.start and _swappable(one, two, said):
                text = said.text
                text = text[: two.start] + one.text + text[two.end :]
                text = text[: one.start] + two.text + text[one.end :]
                yield Lie("swap", text, one.text, two.text, said)


def _swappable(one: ShownFigure, two: ShownFigure, said: Said) -> bool:
    if one.kind != two.kind or one.value == two.value or one.kind == "count":
        return False
    if not all(re.search(r"\d", figure.text) for figure in (one, two)):
        return False  # "the December statement" is no day to exchange
    roles = one.source.role, two.source.role
    if all(roles):
        return not (compatible(*roles) or compatible(*reversed(roles)))
    return one.source.path != two.source.path and not any(roles) and one.kind == "money"


def _single(said: Said, figure: ShownFigure, rng: Random) -> Iterator[Lie]:
    makers = {"money": _of_money, "percent": _of_rates, "date": _of_days, "count": _of_counts}
    for kind, text, now in makers[figure.kind](said, figure, rng):
        whole = said.text[: figure.start] + text + said.text[figure.end :]
        yield Lie(kind, whole, figure.text, now, said)


Change = tuple[Kind, str, str]


def _of_money(said: Said, figure: ShownFigure, rng: Random) -> Iterator[Change]:
    amount = Decimal(figure.value)
    digits = list(f"{amount:.2f}")
    at = rng.choice([n for n, digit in enumerate(digits) if digit.isdigit()])
    digits[at] = str((int(digits[at]) % 9) + 1)
    other = Decimal("".join(digits))
    yield "digit", f"${other:,.2f}", f"{other:.2f}"
    yield "unit", f"{amount}%", ""
    if amount:
        yield "scale", f"${amount * 10:,.2f}", f"{amount * 10:.2f}"
    if "-$" in figure.text:
        yield "sign", figure.text.replace("-", ""), ""
    for fact in _of_other_roles(said, figure):
        value = abs(Decimal(fact.value))
        if value not in (0, amount):
            yield "role", f"${value:,.2f}", f"{value:.2f}"


def _of_other_roles(said: Said, figure: ShownFigure) -> Iterator[Fact]:
    role = figure.source.role
    for fact in said.evidence.of(figure.kind):
        named = bool(role and fact.role) and fact.source_type == "tool" and fact.role != "today"
        if named and not compatible(role, fact.role):
            yield fact


def _of_rates(said: Said, figure: ShownFigure, rng: Random) -> Iterator[Change]:
    rate = Decimal(figure.value)
    yield "unit", f"${rate:.2f}", ""
    yield "digit", f"{rate + 1}%", f"{(rate + 1).normalize():f}"


def _of_days(said: Said, figure: ShownFigure, rng: Random) -> Iterator[Change]:
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", figure.value):
        return
    day = date.fromisoformat(figure.value)
    for other in (day + timedelta(days=1), day - timedelta(days=1), _a_month_on(day)):
        yield "date", _plain(other, said), other.isoformat()
    for fact in _of_other_roles(said, figure):
        if fact.value != figure.value:
            yield "role", _plain(date.fromisoformat(fact.value), said), fact.value


def _of_counts(said: Said, figure: ShownFigure, rng: Random) -> Iterator[Change]:
    number = re.search(r"\d+", figure.text)
    if number is None:
        return
    times = str(int(number[0]) * 10)
    if times != number[0]:
        yield "scale", figure.text.replace(number[0], times, 1), times
    for one, other in (("days", "weeks"), ("weeks", "days"), ("días", "semanas")):
        if one in figure.text:
            yield "unit", figure.text.replace(one, other), ""


def _a_month_on(day: date) -> date:
    month = day.month % 12 + 1
    return day.replace(month=month, day=min(day.day, 28), year=day.year + (month < day.month))


def _plain(day: date, said: Said) -> str:
    rng = Random(0)  # noqa: S311
    return (
        _date(day, "es", said.today, rng)
        if said.language == "es"
        else (
            f"{EN_MONTHS.split()[day.month - 1]} {day.day}"
            + (f", {day.year}" if day.year != said.today.year else "")
        )
    )
