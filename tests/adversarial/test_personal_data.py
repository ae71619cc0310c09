"""Seeded personal data goes through the whole application; then everything it left is searched.

Searched are the logs, the metrics, the error bodies, what a provider was shown, and every row of
every table: turn records, work items, checkpoints, the vector store and the books.
"""

import io
import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from urllib.parse import quote

import httpx
import psycopg
import pytest
from langchain_core.messages import BaseMessage
from psycopg import sql

from api import logs
from api.app import Runtime
from api.http import build
from api.settings import Settings
from tests.desk import Desk
from tests.scripted import says

SECRET = "a secret that only tests know, 32 bytes+"
SHORT, LONG = 24, 200
FIRST = ("Ottoline", "Thaddeus", "Philippa", "Barnaby", "Guadalupe", "Cornelius")
LAST = ("Featherstone", "Quackenbush", "Ybarra", "Vanderhoof", "Zubizarreta")


def luhn_ending(digits: str) -> str:
    total = sum(
        int(d) if n % 2 else (int(d) * 2 - 9 if int(d) > 4 else int(d) * 2)
        for n, d in enumerate(reversed(digits))
    )
    return digits + str(-total % 10)


def turns(count: int) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield messages and the personal data in each, all different."""
    forms = itertools.cycle(
        (
            ("my ssn is {ssn}, how much do i owe", ("ssn",)),
            ("card {card} got stolen, someone bought shoes with it", ("card",)),
            ("send the letter to {street}, and call {phone}", ("street", "phone")),
            ("my email is {email} and i lost my job", ("email",)),
            ("this is {first} {last}, born {born}", ("first", "last", "born")),
            ("pay 25 today from account number {account} routing {routing}", ("account",)),
            ("me llamo {first} {last} y mi teléfono es {phone}", ("last", "phone")),
            ("My attorney is {first} {last}, {phone}", ("last", "phone")),
            ("what does the interest on a draw cost? also {phone}", ("phone",)),
            ("I want a person. Regards,\n{first} {last}", ("last",)),
            ("{card}", ("card",)),
            ("i got charged twice by ACME, reach me at {email}", ("email",)),
        )
    )
    for n, (form, kinds) in zip(range(count), forms, strict=False):
        values = {
            "ssn": f"{212 + n % 400}-{10 + n % 80}-{1357 + n}",
            "card": luhn_ending(f"51000{n:03d}9876543"),
            "street": f"{7301 + n} Hollowbrook Lane, Tupelo MS 38801",
            "phone": f"601-555-{1000 + n}",
            "email": f"ottoline.{n}@mail.example.com",
            "first": FIRST[n % len(FIRST)],
            "last": LAST[n % len(LAST)],
            "born": f"0{1 + n % 9}/1{n % 9}/19{50 + n % 40}",
            "account": f"88012{n:04d}77",
            "routing": "021000021",
        }
        yield form.format(**values), tuple(values[kind] for kind in kinds)


def everything_stored(dsn: str) -> str:
    with psycopg.connect(dsn) as connection:
        tables = connection.execute(
            "SELECT schemaname, tablename FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
        ).fetchall()
        rows = []
        for schema, table in tables:
            name = sql.Identifier(schema, table)
            rows += connection.execute(sql.SQL("SELECT t::text FROM {} t").format(name)).fetchall()
            for (column,) in connection.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_schema = %s"
                " AND table_name = %s AND data_type = 'bytea'",
                [schema, table],
            ).fetchall():
                raw = connection.execute(
                    sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), name)
                ).fetchall()
                rows += [(bytes(value).decode("utf-8", "replace"),) for (value,) in raw if value]
        return "\n".join(row[0] for row in rows)


@pytest.fixture
async def runtime(demo_copy: str, data_dir: Path) -> AsyncIterator[Runtime]:
    async with Runtime(Settings(data_dir, database_url=demo_copy, jwt_secret=SECRET)) as runtime:
        yield runtime


@pytest.mark.parametrize(
    "count", [SHORT, pytest.param(LONG, marks=pytest.mark.slow)], ids=["short", "long"]
)
async def test_nothing_seeded_is_found_anywhere(
    runtime: Runtime, demo_copy: str, count: int
) -> None:
    said = list(turns(count))
    before = everything_stored(demo_copy)
    log = io.StringIO()
    logs.configure(stream=log)
    app = build(await runtime.services(demo=True))
    transport = httpx.ASGITransport(app)
    answers = []
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        signed = await client.post("/v1/demo/sign-in", json={"handle": "steady"})
        client.headers["authorization"] = f"Bearer {signed.json()['token']}"
        path = ""
        for n, (text, _) in enumerate(said):
            if n % 12 == 0:
                opened = await client.post("/v1/conversations", json={"channel": "app"})
                path = f"/v1/conversations/{opened.json()['id']}"
            sent = await client.post(f"{path}/messages", json={"text": text})
            assert sent.status_code == 200
        for text, _ in said[:24]:
            answers.append(await client.post(f"{path}/messages", json={"txt": text}))
            answers.append(await client.post(f"{path}/messages", json={"text": text + "\x00"}))
            answers.append(await client.get(f"/v1/conversations/{quote(text)}"))
        metrics = (await client.get("/metrics")).text
    assert all(answer.status_code >= 400 for answer in answers)
    places = {
        "logs": log.getvalue(),
        "metrics": metrics,
        "errors": "\n".join(answer.text for answer in answers),
        "stored": everything_stored(demo_copy),
    }
    assert "request" in places["logs"]
    for place, text in places.items():
        found = {value for _, values in said for value in values if value in text}
        found -= {value for value in found if value in before}
        assert not found, f"{place} hold {sorted(found)[:5]}"


async def test_a_provider_is_shown_tokens(desk: Desk) -> None:
    said = list(turns(12))
    for text, _ in said:
        await desk.ask(text, provider=[says("One moment.")], keep=True)
    shown = "\n".join(_text(message) for messages in desk.provider.seen for message in messages)
    assert "<PHONE_" in shown
    found = {value for _, values in said for value in values if value in shown}
    assert not found
    assert desk.who.name not in shown


def _text(message: BaseMessage) -> str:
    return f"{message.content} {message.additional_kwargs}"


async def test_a_reply_puts_back_what_was_said_and_the_record_words_it(desk: Desk) -> None:
    turn = await desk.ask(
        "please text me at 601-555-0142", provider=[says("I'd reach you at <PHONE_1>, <SSN_9>.")]
    )
    assert "<" not in turn.reply
    assert "601-555-0142" in turn.reply
    kept = (await desk.last_record())["turn"]["reply"]
    assert "601-555" not in kept
    assert "the phone number you gave" in kept
