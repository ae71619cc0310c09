from dataclasses import replace

from servicing.speed.ratios import Ratio, Sizes, ledger_ratios, plan_ratios


def test_a_promise_is_kept_on_its_side_of_the_bound() -> None:
    rate = Ratio("postings", "60/s", "100/s", 0.6, 0.5, True, "the disk")
    assert rate.kept
    assert not replace(rate, value=0.4).kept
    assert replace(rate, at_least=False, value=0.4).kept
    assert not replace(rate, at_least=False).kept
    assert replace(rate, value=0.0, bound=None).kept


def test_everything_is_measured_and_bounded() -> None:
    heard: list[str] = []
    found = ledger_ratios(heard.append, Sizes(0.5, 400, 4_000, 20, 60, processes=1))
    assert heard == ["postings", "balances as of a past day", "statements"]
    assert [one.name.split(",")[0] for one in found] == [
        "durable postings in the journal",
        "durable postings as whole charges",
        "durable postings as whole charges",
        "balance as of a day",
        "statements of 60 lines on 1 processes",
        "memory of a statement run over 60 lines",
    ]
    assert all(one.value > 0 and one.bounded_by for one in found)
    assert [one.bound for one in found] == [0.5, None, None, 3.0, 150.0, 1.25]


def test_planning_is_measured_and_bounded() -> None:
    heard: list[tuple[int, int]] = []
    found = plan_ratios(lambda done, total: heard.append((done, total)), lines=30, runs=20)
    assert heard == [(0, 30), (30, 30)]
    assert [(one.bound, one.at_least) for one in found] == [(10.0, False), (300.0, True)]
    assert all(one.value > 0 and one.bounded_by and one.cells[5] for one in found)
