"""Delivery: every event at least once, each account's in order, whatever its consumers do."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from servicing.events import delivery as events
from servicing.events import outbox as writing_events
from servicing.events.delivery import Delivery, UnknownEvent
from servicing.events.model import Happening, Patience, Subscription
from servicing.events.signing import SIGNATURE, TIMESTAMP, BadSignature, secret_of, sign, verify
from servicing.events.transport import BadTarget, DeliveryFailed, HttpTransport, check_target
from servicing.session import Pool, writing
from tests.servicing.events.consumer import Heard, on_a_socket

START = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
HOOK = "https://consumer.example/hook"
THREE = Patience(attempts_max=3, first_wait_s=10.0, factor=2.0)


class Time:
    """The machine's time, moved by hand."""

    def __init__(self) -> None:
        self.instant = START

    def __call__(self) -> datetime:
        return self.instant

    def pass_(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def accounts(pool: Pool) -> list[str]:
    with pool.connection() as connection:
        found = connection.execute("SELECT account_id FROM servicing.accounts ORDER BY 1 LIMIT 6")
        return [row[0] for row in found]


def tell(pool: Pool, account_id: str, count: int = 1, kind: str = "charge.posted") -> None:
    for _ in range(count):
        with writing(pool) as connection:
            writing_events.append(connection, {account_id: [Happening(kind, {"amount": "1.00"})]})


def ids(heard: list[dict[str, Any]]) -> list[tuple[str, int]]:
    return [(event["account_id"], event["sequence"]) for event in heard]


def test_events_arrive_signed_in_order_and_once_while_all_is_well(
    pool: Pool, accounts: list[str], clock: Time
) -> None:
    tell(pool, accounts[0])  # from before anybody listened
    heard = Heard()
    mine = events.subscribe(pool, HOOK, ())
    delivery = Delivery(pool, heard, clock)
    for account_id in accounts[:3]:
        tell(pool, account_id, 5)
    assert delivery.drain() == 15
    assert delivery.drain() == 0
    assert heard.numbers(accounts[0]) == [2, 3, 4, 5, 6]
    assert heard.numbers(accounts[1]) == [1, 2, 3, 4, 5]
    for headers, body in heard.messages:
        verify(headers, body, mine.secret, now=clock().timestamp())
    assert set(heard.sent[0]) == {
        "id",
        "kind",
        "schema",
        "account_id",
        "sequence",
        "recorded_at",
        "data",
    }


def test_a_consumer_hears_the_kinds_it_asked_for(
    pool: Pool, accounts: list[str], clock: Time
) -> None:
    heard = Heard()
    events.subscribe(pool, HOOK, ["payment.posted"])
    for kind in ("charge.posted", "payment.posted", "charge.posted", "payment.posted"):
        tell(pool, accounts[0], kind=kind)
    assert Delivery(pool, heard, clock).drain() == 2
    assert heard.numbers() == [2, 4]
    with pytest.raises(UnknownEvent):
        events.subscribe(pool, HOOK, ["payment.imagined"])


def test_a_failing_consumer_is_tried_again_later_and_later(
    pool: Pool, accounts: list[str], clock: Time
) -> None:
    heard = Heard(lambda event, times: 500 if times < 3 else 200)
    events.subscribe(pool, HOOK, ())
    tell(pool, accounts[0], 2)
    delivery = Delivery(pool, heard, clock, Patience(first_wait_s=10.0, factor=3.0))
    assert delivery.drain() == 0
    assert delivery.next_due() == START + timedelta(seconds=10)
    clock.pass_(9.9)
    assert delivery.drain() == 0
    assert len(heard.sent) == 1
    clock.pass_(0.1)
    assert delivery.drain() == 0
    assert delivery.next_due() == START + timedelta(seconds=10 + 30)
    clock.pass_(30)
    # the first is taken at its third attempt; the second has waited, and fails twice in its turn
    assert delivery.drain() == 1
    assert heard.numbers() == [1]
    clock.pass_(10)
    delivery.drain()
    clock.pass_(30)
    assert delivery.drain() == 1
    assert heard.numbers() == [1, 2]
    waits = [Patience().wait_s(n) for n in range(1, 12)]
    assert waits[:4] == [5, 15, 45, 135]
    assert max(waits) == 6 * 3600
    assert 20 * 3600 < sum(waits) < 30 * 3600


def bury(pool: Pool, heard: Heard, clock: Time) -> Delivery:
    delivery = Delivery(pool, heard, clock, THREE)
    for _ in range(THREE.attempts_max):
        delivery.drain()
        clock.pass_(3600)
    return delivery


def test_a_dead_letter_holds_its_account_back_and_no_other(
    pool: Pool, accounts: list[str], clock: Time
) -> None:
    bad, good = accounts[:2]
    heard = Heard(lambda event, times: 500 if event["account_id"] == bad else 200)
    events.subscribe(pool, HOOK, ())
    tell(pool, bad, 3)
    tell(pool, good, 3)
    delivery = bury(pool, heard, clock)
    assert heard.numbers(good) == [1, 2, 3]
    (letter,) = events.dead_letters(pool)
    assert (letter.account_id, letter.attempts, letter.waiting) == (bad, 3, 2)
    assert letter.last_error == "status 500"
    tell(pool, bad)
    assert delivery.drain() == 0
    assert {number for account, number in ids(heard.sent) if account == bad} == {1}


def test_a_replayed_dead_letter_goes_first_and_the_account_goes_on(
    pool: Pool, accounts: list[str], clock: Time
) -> None:
    heard = Heard(lambda event, times: 500)
    events.subscribe(pool, HOOK, ())
    tell(pool, accounts[0], 3)
    delivery = bury(pool, heard, clock)
    (letter,) = events.dead_letters(pool)
    heard.behaviour = lambda event, times: 200
    assert events.replay(pool, letter.event_id) == 1
    assert events.dead_letters(pool) == []
    assert delivery.drain() == 3
    assert heard.numbers() == [1, 2, 3]
    with pytest.raises(UnknownEvent):
        events.replay(pool, letter.event_id)


def test_a_replay_that_fails_again_is_a_dead_letter_again(
    pool: Pool, accounts: list[str], clock: Time
) -> None:
    heard = Heard(lambda event, times: 500)
    events.subscribe(pool, HOOK, ())
    tell(pool, accounts[0], 2)
    bury(pool, heard, clock)
    (letter,) = events.dead_letters(pool)
    events.replay(pool, letter.event_id)
    delivery = bury(pool, heard, clock)
    (again,) = events.dead_letters(pool)
    assert again.event_id == letter.event_id
    heard.behaviour = lambda event, times: 200
    assert events.skip(pool, again.event_id) == 1
    assert delivery.drain() == 1
    assert heard.numbers() == [2]


def test_two_workers_at_once_send_no_account_out_of_order(
    pool: Pool, accounts: list[str], clock: Time
) -> None:
    heard = Heard(lambda event, times: 200)
    events.subscribe(pool, HOOK, ())
    for account_id in accounts:
        tell(pool, account_id, 8)
    workers = [Delivery(pool, heard, clock) for _ in range(3)]
    with ThreadPoolExecutor(3) as threads:
        done = sum(threads.map(lambda worker: worker.drain(), workers))
    done += workers[0].drain()
    assert done == len(heard.sent) == 48
    sent = defaultdict(list)
    for account_id, number in ids(heard.sent):
        sent[account_id].append(number)
    assert all(numbers == list(range(1, 9)) for numbers in sent.values())


def test_a_consumer_that_dies_midway_hears_the_event_again(
    pool: Pool, accounts: list[str], clock: Time
) -> None:
    """It did its work and fell over before it could say so."""

    def half(event: dict[str, Any], times: int) -> int:
        if event["sequence"] == 2 and times == 1:
            raise DeliveryFailed("ReadError")
        return 200

    heard = Heard(half)
    events.subscribe(pool, HOOK, ())
    tell(pool, accounts[0], 3)
    delivery = Delivery(pool, heard, clock)
    delivery.drain()
    clock.pass_(60)
    delivery.drain()
    assert [number for _, number in ids(heard.sent)] == [1, 2, 2, 3]


WORKER = """
import sys
from datetime import UTC, datetime
from psycopg_pool import ConnectionPool
from servicing.events.delivery import Delivery
from servicing.events.transport import HttpTransport
with ConnectionPool(sys.argv[1], min_size=1, max_size=6, open=True) as pool:
    print("delivered", Delivery(pool, HttpTransport(), lambda: datetime.now(UTC)).drain())
"""


def work(dsn: str) -> "subprocess.Popen[str]":
    root = str(Path(__file__).parents[3])
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, dsn],
        env={**os.environ, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        text=True,
    )


def test_a_killed_worker_loses_nothing_and_keeps_the_order(
    pool: Pool, demo_copy: str, accounts: list[str]
) -> None:
    killed = threading.Event()

    def hang(event: dict[str, Any], times: int) -> int | float:
        return 5.0 if event["sequence"] == 3 and not killed.is_set() else 200

    heard = Heard(hang)
    with on_a_socket(heard) as url:
        events.subscribe(pool, url, ())
        for account_id in accounts[:3]:
            tell(pool, account_id, 6)
        doomed = work(demo_copy)
        deadline = time.monotonic() + 30
        while not any(event["sequence"] == 3 for event in heard.sent):
            assert time.monotonic() < deadline, "the worker never got as far"
            time.sleep(0.02)
        doomed.send_signal(signal.SIGKILL)
        doomed.communicate()
        killed.set()
        replaced = work(demo_copy)
        out, _ = replaced.communicate(timeout=60)
    assert out.startswith("delivered")
    for account_id in accounts[:3]:
        assert heard.numbers(account_id) == [1, 2, 3, 4, 5, 6]
        sent = [number for account, number in ids(heard.sent) if account == account_id]
        assert sent == sorted(sent)


def test_a_slow_consumer_is_hung_up_on_and_a_redirect_is_no_delivery() -> None:
    quick = HttpTransport(deadline_s=0.3)
    heard = Heard(lambda event, times: 1.0 if event["n"] == 1 else 302)
    with on_a_socket(heard) as url:
        with pytest.raises(DeliveryFailed, match=r"no answer within 0\.3 s"):
            quick.send(url, {}, b'{"id": "e-1", "n": 1}')
        with pytest.raises(DeliveryFailed, match="status 302"):
            quick.send(url, {}, b'{"id": "e-2", "n": 2}')
        assert [event["n"] for event in heard.sent] == [1, 2]


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("ftp://consumer.example/hook", "only https"),
        ("file:///etc/passwd", "only https"),
        ("https://user:secret@consumer.example/", "no user"),
        ("http://consumer.example/hook", "only https"),
        ("http://93.184.215.14/hook", "only https"),
        ("https://10.0.0.8/hook", "public internet"),
        ("https://169.254.169.254/latest/meta-data", "public internet"),
        ("https://[::ffff:10.0.0.8]/hook", "public internet"),
        ("https://0.0.0.0/hook", "public internet"),
        ("https://", "only https"),
        ("https://consumer.example/" + "x" * 600, "too long"),
    ],
)
def test_addresses_that_nothing_is_sent_to(pool: Pool, url: str, says: str) -> None:
    with pytest.raises(BadTarget, match=says):
        events.subscribe(pool, url, ())


@pytest.mark.parametrize("url", [HOOK, "http://127.0.0.1:9/", "http://localhost/", "https://[::1]"])
def test_addresses_that_something_may_be_sent_to(url: str) -> None:
    assert str(check_target(url)).startswith(url)


def test_a_signature_fits_one_message_one_key_and_a_while() -> None:
    body, secret = b'{"id":"e-1"}', secret_of(b"s" * 32)
    headers = sign("e-1", body, secret, 1_000_000)
    verify(headers, body, secret, now=1_000_100.0)
    both = {**headers, SIGNATURE: "v1,of-the-key-before " + headers[SIGNATURE]}
    verify(both, body, secret, now=1_000_100.0)
    for changed, of, key, now in (
        ({}, body + b" ", secret, 1_000_100.0),
        ({}, body, secret_of(b"t" * 32), 1_000_100.0),
        ({}, body, secret, 1_001_000.0),
        ({TIMESTAMP: "1001000"}, body, secret, 1_001_000.0),
        ({TIMESTAMP: "\u0661"}, body, secret, 1_000_000.0),
        ({SIGNATURE: "v1,\u00e9"}, body, secret, 1_000_000.0),
        ({SIGNATURE: ""}, body, secret, 1_000_000.0),
        ({"webhook-id": "e-2"}, body, secret, 1_000_000.0),
        ({"webhook-id": ""}, body, secret, 1_000_000.0),
    ):
        with pytest.raises(BadSignature):
            verify({**headers, **changed}, of, key, now=now)


def test_a_signature_is_the_one_of_the_specification() -> None:
    """The example of https://www.standardwebhooks.com's own libraries."""
    headers = sign(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        b'{"test": 2432232314}',
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        1614265330,
    )
    assert headers[SIGNATURE] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_an_ended_subscription_hears_nothing_more(
    pool: Pool, accounts: list[str], clock: Time
) -> None:
    heard = Heard()
    mine: Subscription = events.subscribe(pool, HOOK, ())
    tell(pool, accounts[0])
    events.unsubscribe(pool, mine.subscription_id)
    assert Delivery(pool, heard, clock).drain() == 0
    with pytest.raises(UnknownEvent):
        events.unsubscribe(pool, mine.subscription_id)


def test_secrets_stay_out_of_the_repr(pool: Pool) -> None:
    mine = events.subscribe(pool, HOOK, ())
    assert mine.secret not in repr(mine)
