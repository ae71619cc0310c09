import pytest

from evals.cases import Suite, load_suites
from evals.external.samples import TrialLost, mark, rows, transcript
from evals.scorers import score
from tests.evals.builders import case, exchange, seen, turn


def test_every_case_without_a_simulated_borrower_is_a_row() -> None:
    suites = load_suites()
    found = list(rows(suites))
    assert len({row.key for row in found}) == len(found) > 250
    assert all(row.asks and row.about for row in found)
    assert not [row for row in found if row.suite == "simulated"]


def test_a_row_shows_what_the_borrower_does() -> None:
    steps = [{"say": "pay 75", "expect": {"card": "make_payment"}}, {"press": "confirm"}]
    (row,) = rows([Suite(name="s", cases=(case(user=steps),))])
    assert (row.key, row.asks) == ("s/one", 'pay 75\n[{"press": "confirm"}]')


def test_one_failed_check_scores_nothing_and_says_which() -> None:
    bad = score(case(forbid=["promise"]), seen(exchange(turn("I promise."))))
    found = mark(bad)
    assert found.value == 0.0
    assert 0 < found.share < 1
    assert "promise" in found.explanation


def test_a_lost_trial_is_an_error_and_no_score() -> None:
    with pytest.raises(TrialLost, match="down"):
        mark(score(case(), seen(lost="the database is down")))


def test_the_transcript_holds_presses_and_refusals() -> None:
    pressed = exchange(None, kind="press", text="confirm", error="no_card")
    assert transcript(seen(exchange(turn("Hello.")), pressed)) == (
        ("user", "hi"),
        ("assistant", "Hello."),
        ("user", "[press: confirm]"),
        ("assistant", "[no_card]"),
    )
