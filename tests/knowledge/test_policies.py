import json
import re
from datetime import date
from itertools import pairwise
from pathlib import Path

import pytest

from knowledge import BadDocument
from knowledge.library import PACKAGED
from knowledge.loaders import load, load_policy, load_regulations
from knowledge.model import Document
from servicing.products import load_products

POLICIES = list(load([PACKAGED]))
READ_NOW = [
    document
    for document in POLICIES
    if document.audience == "borrower"
    and (document.effective_to is None or document.effective_to >= date(2026, 11, 27))
]
PRODUCTS = {"revolving", "draw-line"}


@pytest.mark.parametrize("document", READ_NOW, ids=lambda d: f"{d.id}-{d.version}")
def test_what_a_borrower_may_read_now_is_there_in_spanish(document: Document):
    for chunk in document.chunks:
        assert chunk.spanish is not None
        assert chunk.spanish.text
        assert chunk.spanish.asked


def test_there_are_policies_for_borrowers_and_for_staff():
    borrower = {d.id for d in POLICIES if d.audience == "borrower"}
    staff = {d.id for d in POLICIES if d.audience == "staff"}
    assert len(borrower) >= 18
    assert len(staff) >= 2


@pytest.mark.parametrize("document", POLICIES, ids=lambda d: f"{d.id}-{d.version}")
def test_a_section_is_one_short_passage(document: Document):
    sections = [chunk.section for chunk in document.chunks]
    assert len(sections) == len(set(sections))
    assert all(len(chunk.text.split()) <= 140 for chunk in document.chunks)


def test_of_each_document_one_version_at_most_is_in_force():
    """A document may have parts for single products; each part has its own line of versions."""
    for id_, products in {(d.id, d.products) for d in POLICIES}:
        part = [d for d in POLICIES if (d.id, d.products) == (id_, products)]
        versions = sorted(part, key=lambda d: d.effective_from)
        for earlier, later in pairwise(versions):
            assert earlier.effective_to is not None, id_
            assert earlier.effective_to < later.effective_from, id_
            assert later.supersedes == earlier.version, id_


def test_the_parts_of_a_document_share_its_title_and_repeat_no_section_or_version():
    for id_ in {d.id for d in POLICIES}:
        parts = [d for d in POLICIES if d.id == id_ and d.effective_to is None]
        assert len({d.title for d in parts}) == 1, id_
        assert len({d.version for d in parts}) == len(parts), id_
        for product in PRODUCTS:
            read = [d for d in parts if d.products is None or product in d.products]
            sections = [chunk.section for d in read for chunk in d.chunks]
            assert len(sections) == len(set(sections)), (id_, product)


def test_parts_are_about_products_there_are():
    assert {p for d in POLICIES for p in d.products or ()} == PRODUCTS


# What each product's borrower must never read: it is about the other one.
FOREIGN = {
    "draw-line": r"\bAPR|grace period|virtual card|your card|card line|purchase"
    r"|\$30|\$41|\$25\b|residual|trailing|rate of",
    "revolving": r"draw line|monthly fee|subscription|one open draw|\$10 a month",
}


@pytest.mark.parametrize("product", sorted(FOREIGN))
def test_no_part_tells_a_borrower_of_the_other_product(product: str):
    mine = [d for d in POLICIES if d.products is None or product in d.products]
    for document in (d for d in mine if d.audience == "borrower"):
        for text in (document.title, *(c.text for c in document.chunks)):
            assert not re.search(FOREIGN[product], text), (document.id, text)


def test_the_draw_lines_terms_are_those_of_its_definition():
    """The policies' figures and the product's are written twice; here they are held together."""
    product = load_products()["draw-line"]
    texts = {c.section: c.text for d in POLICIES if d.products == ("draw-line",) for c in d.chunks}
    assert product.subscription is not None
    fee = product.subscription.fee(product.limit.minimum)
    assert {band.fee for band in product.subscription.bands} == {fee}
    assert f"${fee.dollars:.0f} a month" in texts["Monthly fee"]
    assert not product.bears_interest
    assert not product.penalty_fees
    low, high = product.limit.minimum.dollars, product.limit.maximum.dollars
    assert texts["Limit range"] == f"A draw line runs from ${low:.0f} to ${high:,.0f}."
    assert product.autopay.covers == ("fee",)
    assert "monthly fee only" in texts["AutoPay on a draw line"]
    assert product.subscription.while_past_due
    assert not product.subscription.during_plan


@pytest.mark.shared
def test_every_citation_of_a_rule_exists(shared_file):
    lines = shared_file("regulations/regulations.jsonl").read_text().splitlines()
    known = {json.loads(line)["id"] for line in lines}
    cited = {c for d in POLICIES for c in d.citation_ids if re.match(r"\d+ (CFR|USC) ", c)}
    assert cited
    assert cited <= known


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (("---\nid:", "id:"), "front matter"),
        (("audience: borrower", "audience: everyone"), "audience"),
        (("effective_to: null", "effective_to: 2001-01-01"), "before"),
        (("## Late fee\n", ""), "heading"),
        (("owner: product\n", ""), "owner"),
    ],
)
def test_a_faulty_policy_is_refused(tmp_path: Path, change: tuple[str, str], complaint: str):
    path = tmp_path / "fees.md"
    path.write_text((PACKAGED / "fees.md").read_text().replace(*change))
    with pytest.raises(BadDocument, match=complaint):
        load_policy(path)


def test_an_unknown_kind_of_file_is_refused(tmp_path: Path):
    (tmp_path / "fees.pdf").touch()
    for path in (tmp_path / "fees.pdf", tmp_path / "missing.md"):
        with pytest.raises(BadDocument):
            list(load([path]))


def test_regulations_leave_out_what_is_not_operative(tmp_path: Path):
    row = {"id": "12 CFR 1.1", "title": "Scope", "text": "(a) This.", "as_of": "2026-03-02 (x)"}
    rows = [row | {"interpretation": "1. That."}, row | {"id": "12 CFR 1.2", "status": "vacated"}]
    path = tmp_path / "rules.jsonl"
    path.write_text("\n".join(json.dumps(r) for r in rows))
    (document,) = load_regulations(path)
    assert (document.id, document.version) == ("12 CFR 1.1", "2026-03-02")
    assert [(c.section, c.text) for c in document.chunks] == [
        ("Scope", "(a) This."),
        ("Scope > Official interpretation", "1. That."),
    ]


def test_a_faulty_regulation_names_its_line(tmp_path: Path):
    path = tmp_path / "rules.jsonl"
    path.write_text('\n{"id": "12 CFR 1.1"}\n')
    with pytest.raises(BadDocument, match=r"rules\.jsonl:2"):
        list(load_regulations(path))
