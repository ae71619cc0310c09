"""`linewise core events`: subscribing, looking at what is stuck, deciding on it."""

import json
import re
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from api.cli import main
from servicing.events import outbox
from servicing.events.delivery import Delivery
from servicing.events.model import Happening, Patience
from servicing.events.signing import verify
from servicing.events.transport import HttpTransport
from servicing.session import writing
from tests.servicing.events.consumer import Heard, on_a_socket
from tests.servicing.events.test_delivery import Time

Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def books(demo_copy: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("LINEWISE_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("LINEWISE_DATABASE_URL", demo_copy)
    return demo_copy


def tell(dsn: str, count: int) -> str:
    with ConnectionPool(dsn, min_size=1, max_size=2, open=True) as pool, writing(pool) as books:
        row = books.execute("SELECT min(account_id) FROM servicing.accounts").fetchone()
        assert row is not None
        happened = [Happening("charge.posted", {"amount": "1.00"})] * count
        outbox.append(books, {row[0]: happened})
    return str(row[0])


def test_a_person_subscribes_sees_what_is_stuck_and_replays_it(books: str, capsys: Capture) -> None:
    def said(*arguments: str) -> str:
        assert main(["core", "events", *arguments]) == 0
        return capsys.readouterr().out

    heard = Heard(lambda event, times: 500)
    with on_a_socket(heard) as url:
        made = said("subscribe", url)
        found = re.search(r"^(s-\w+) hears every kind\nsecret (whsec_\S+)$", made, re.MULTILINE)
        assert found is not None
        subscription_id, secret = found.groups()
        assert secret not in said("subscriptions")
        account_id = tell(books, 2)
        first = f"e-{account_id}-000001"
        assert first in said("list", "--account", account_id)
        with ConnectionPool(books, min_size=1, max_size=6, open=True) as pool:
            Delivery(pool, HttpTransport(), Time(), Patience(attempts_max=1)).drain()
        assert re.search(
            rf"{first} +charge.posted +{subscription_id} +1 +status 500 +1", said("dead")
        )
        shown = said("show", first)
        assert json.loads(shown[: shown.rindex("}") + 1])["data"] == {"amount": "1.00"}
        assert re.search(rf"{subscription_id} .* dead +1 +status 500", shown)
        heard.behaviour = lambda event, times: 200
        assert "1 subscription" in said("replay", first)
        assert said("deliver") == "2 delivered\n"
    assert heard.numbers(account_id) == [1, 2]
    headers, body = heard.messages[-1]
    verify(headers, body, secret, now=float(headers["webhook-timestamp"]))
    assert said("dead") == "there are no dead letters\n"
    assert re.search(rf"{subscription_id} .* done", said("show", first))
    said("unsubscribe", subscription_id)
    assert said("subscriptions") == "nobody is subscribed\n"


def test_what_cannot_be_done_is_said_in_one_line(books: str, capsys: Capture) -> None:
    for arguments, says in (
        (["subscribe", "http://consumer.example/"], "only https leaves this machine"),
        (["subscribe", "https://c.example/", "--kind", "payment.imagined"], "there is no kind"),
        (["show", "e-none"], "there is no event e-none"),
        (["replay", "e-none"], "isn't a dead letter"),
        (["skip", "e-none"], "isn't a dead letter"),
        (["unsubscribe", "s-none"], "there is no subscription s-none"),
    ):
        assert main(["core", "events", *arguments]) == 2
        captured = capsys.readouterr()
        assert says in captured.err
        assert captured.err.count("\n") == 1
    with psycopg.connect(books) as connection:
        assert connection.execute("SELECT FROM servicing.subscriptions").fetchall() == []
