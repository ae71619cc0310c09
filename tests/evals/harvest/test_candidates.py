"""What went wrong becomes a candidate, once, without anybody's data, and no case by itself."""

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from evals.cases import Case
from evals.harvest import candidates, written
from tests.evals.builders import turn


def record(number: int, text: str, **parts: Any) -> dict[str, Any]:
    entry = parts.pop("entry", {"kind": "message"})
    said = turn(**parts).model_dump(mode="json")
    return {
        "turn_id": f"turn_{number}",
        "conversation_id": parts.get("conversation", "c1"),
        "borrower_id": "b-1",
        "kind": entry["kind"],
        "at": "2026-11-20T15:00:00+00:00",
        "user_text": text,
        "turn": said,
        "inputs": {"entry": entry},
    }


def verdict(outcome: str) -> dict[str, Any]:
    return {"rail": "figures", "outcome": outcome, "evidence": ()}


def test_a_blocked_reply_is_a_candidate_with_the_talk_before_it() -> None:
    pressed = {"kind": "confirmation", "token": "t", "decision": "confirm"}
    found = list(
        candidates(
            [
                record(0, "", entry={"kind": "opening"}),
                record(1, "pay $40 today"),
                record(2, "", entry=pressed),
                record(3, "what do i owe", verdicts=(verdict("blocked"),)),
                record(4, "thanks"),
            ],
            {"b-1": "steady"},
        )
    )
    assert [one.turn_id for one in found] == ["turn_3"]
    assert found[0].steps == (
        {"say": "pay $40 today"}, {"press": "confirm"}, {"say": "what do i owe"},
    )  # fmt: skip
    assert (found[0].handle, found[0].why) == ("steady", ("blocked: figures",))


def test_reasons_are_chosen_and_the_same_talk_is_told_once() -> None:
    rows = [record(1, "hm", verdicts=(verdict("repaired"),))]
    again = [{**rows[0], "turn_id": "turn_9", "conversation_id": "c2", "borrower_id": "b-2"}]
    assert len(list(candidates([*rows, *again], {}))) == 1
    assert list(candidates(rows, {}, {"blocked"})) == []
    calls = ({"name": "draw_funds", "arguments": {}, "status": "refused"},)
    refused = list(candidates([record(1, "draw", tool_calls=calls)], {}))
    assert refused[0].why == ("tool not carried out: draw_funds",)


def test_personal_data_stays_out_and_a_candidate_is_no_case_until_it_is_read() -> None:
    rows = [
        record(
            1,
            "my ssn is 219-09-9999",
            reply="Write to ottoline.fern@mail.example.com.",
            verdicts=(verdict("blocked"),),
        )
    ]
    text = written(list(candidates(rows, {})))
    assert "219-09-9999" not in text
    assert "ottoline" not in text
    read = yaml.safe_load(text)[0]
    assert read["user"] == [{"say": "my ssn is <SSN_1>"}]
    with pytest.raises(ValidationError):
        Case.model_validate(read)
