"""What complaints are about: the CFPB's words, suggested by the borrower's own."""

import pytest

from servicing.answers.taxonomy import fits, of_line, suggest, taxonomy

FEES, PAYMENTS = "Fees or interest", "Problem when making payments"


@pytest.mark.parametrize(
    ("words", "issue", "sub_issue"),
    [
        ("Your late fee is a rip-off and I want to complain", FEES, "Problem with fees"),
        ("The interest on my line is way too high", FEES, "Charged too much interest"),
        ("Quiero quejarme de los intereses", FEES, "Charged too much interest"),
        ("my payment never posted", PAYMENTS, "Problem during payment process"),
        (
            "The agent was rude and hung up on me",
            "Other features, terms, or problems",
            "Problem with customer service",
        ),
        ("I want to file a complaint", "Other features, terms, or problems", None),
        ("coffee and separate", "Other features, terms, or problems", None),
    ],
)
def test_words_suggest_a_tag(words: str, issue: str, sub_issue: str | None) -> None:
    tag = suggest(words, card_access=True)
    assert (tag.product, tag.issue, tag.sub_issue) == ("Credit card", issue, sub_issue)
    assert tag.by == "rule"


def test_a_line_without_a_card_is_another_product_with_issues_of_its_own() -> None:
    tag = suggest("You cut my limit", card_access=False)
    assert (tag.sub_product, tag.issue) == ("Personal line of credit", "Credit limit changed")
    assert fits("Credit limit changed", None, card_access=False)
    assert not fits("Credit limit changed", None, card_access=True)
    assert not fits(FEES, "Other problem", card_access=True)


def test_what_no_words_place_is_an_issue_of_the_product() -> None:
    for product in taxonomy().values():
        names = [issue.name for issue in product.issues]
        assert product.otherwise in names
        assert len(names) == len(set(names))
    assert of_line(card_access=True).product == "Credit card"
