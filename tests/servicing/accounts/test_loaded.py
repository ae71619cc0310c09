import psycopg

from servicing.accounts import repository
from servicing.calendar import BusinessDays
from servicing.payments import receipts
from servicing.products import load_products
from servicing.tables import insert_rows
from tests.servicing.builders import MARCH, a_line, dollars

MANY = repository.RECENT_PAYMENTS + 4


def test_credit_of_many_payments_stays_held_until_it_is_free(dsn: str) -> None:
    line, days = a_line(limit="500"), BusinessDays()
    line.state.morning_of = MARCH
    for _ in range(MANY):
        payment = receipts.schedule(line, dollars("10"), MARCH, "one_off", days)
        receipts.receive(line, payment)
        receipts.settle(line, payment, MARCH)
    free = line.available(MARCH)
    with psycopg.connect(dsn) as connection:
        name = {"borrower_id": line.borrower_id, "first_name": "A", "name": "A B"}
        insert_rows(connection, "borrowers", [name])
        insert_rows(connection, "accounts", [repository.account_row(line)])
        repository.save(connection, line)
        loaded, _ = repository.load(connection, load_products(), line.borrower_id)
    assert len(loaded.payments) == MANY
    assert loaded.available(MARCH) == free == dollars("500")
