"""What went wrong becomes a candidate, once, without anybody's data, and no case by itself."""

from typing import Any

import pytest
import yaml
from pydantic import ValidationError

from evals.cases import Case
from evals.harvest import candidates, written
from tests.evals.builders import turn


def record(number: int, text: str, **parts: Any) -> dict[str, Any]:
    entry, talk = parts.pop("entry", {"kind": "message"}), parts.pop("conversation", "c1")
    said = turn(**parts).model_dump(mode="json")
    return {
        "turn_id": f"turn_{number}",
        "conversation_id": talk,
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


def test_a_draft_that_staff_edited_leads_to_the_talk_that_sent_it() -> None:
    calls = ({"name": "submit_hardship_draft", "arguments": {}, "status": "ok"},)
    sent = [
        record(1, "the first one", tool_calls=calls, conversation="c1"),
        record(2, "the first one", tool_calls=calls, conversation="c2"),
    ]
    for row, draft in zip(sent, ("HP-000001-01", "HP-000001-02"), strict=True):
        row["inputs"]["tool_results"] = [{"value": {"reference": draft}}]

    def edit(item: str, refused: str | None = None) -> dict[str, Any]:
        return {"what": "plan.edit", "item_id": item, "refused": refused}

    acts = [edit("HP-000001-02.1", "draft_decided"), edit("HP-000001-01.1")]
    found = list(candidates(sent, {}, acts=acts))
    assert [(one.turn_id, one.why) for one in found] == [("turn_1", ("edited: plan",))]
    assert list(candidates(sent, {}, {"blocked"}, acts)) == []
    assert list(candidates(sent, {}, acts=[{**acts[1], "what": "plan.approve"}])) == []


def rated(of: int, liked: bool, words: str = "", number: int = 90) -> dict[str, Any]:
    return {
        **record(number, words, entry={"kind": "feedback"}),
        "turn": None,
        "inputs": {"of": f"turn_{of}", "liked": liked},
    }


def test_a_reply_that_was_disliked_is_a_candidate_unless_it_was_liked_after_all() -> None:
    talk = [record(1, "what do i owe"), record(2, "when"), record(3, "why")]
    said = [
        rated(1, False), rated(2, False, "it's not what I asked, call 601-555-0142"),
        rated(3, True), rated(1, True), rated(3, False), rated(3, False, "no"),
    ]  # fmt: skip
    found = list(candidates([*talk, *said], {}))
    assert [(one.turn_id, one.why) for one in found] == [
        ("turn_2", ("disliked: it's not what I asked, call <PHONE_1>",)),
        ("turn_3", ("disliked: no",)),
    ]
    assert list(candidates([*talk, *said], {}, {"blocked"})) == []


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
