"""Files for tests."""

from datetime import date

from servicing.bank.ach import CREDIT, DEBIT, RETRY, AchFile, Batch, Entry
from servicing.bank.numbers import LENDER, LENDERS_BANK, account_number, routing_number
from tests.servicing.builders import dollars

DAY = date(2026, 11, 24)


def entry(number: int, amount: str, code: str = DEBIT) -> Entry:
    return Entry(
        code=code,
        routing=routing_number(f"Bank {number}"),
        account=account_number("104000", "4417"),
        amount=dollars(amount),
        individual=f"p-104000-{number:04}",
        name="Dolores Whitcomb",
        trace=f"{LENDERS_BANK.routing[:8]}{number:07}",
    )


def a_file() -> AchFile:
    return AchFile(
        destination=LENDERS_BANK,
        origin=LENDER,
        company="HARBOR LINE",
        created_on=DAY,
        modifier="A",
        reference="LW261124",
        batches=(
            Batch("WEB", "PAYMENT", DAY, (entry(1, "65.00"), entry(2, "1.00"))),
            Batch("PPD", "AUTOPAY", DAY, (entry(3, "9999.99"),)),
            Batch("PPD", RETRY, DAY, (entry(4, "20.17"),)),
            Batch("PPD", "DRAW", DAY, (entry(5, "300.00", CREDIT),)),
        ),
    )
