"""The statement as a PDF: selectable text in a standard font, outline, title and language set."""

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, time

from fpdf import FPDF
from fpdf.enums import XPos, YPos
from fpdf.fonts import FontFace

from servicing.statements.model import Charges, Document, Notice, Section
from servicing.statements.said import REPAYMENT_HEADINGS, long_day, percent, short_day, table

_BRAND, _INK, _SOFT = (18, 75, 122), (22, 32, 43), (85, 97, 111)
_TINT, _RULE = (242, 245, 248), (213, 219, 226)
_BOLD = FontFace(emphasis="BOLD")
_MARGIN_MM, _LINE_MM, _SMALL_LINE_MM = 16, 5, 4.2
_HEADING_MM, _SUB_HEADING_MM, _ROW_MM = 10, 6, 6.2
_ROWS_KEPT_TOGETHER = 10
_BODY_PT, _SMALL_PT = 9.5, 8.5
_TYPOGRAPHIC = str.maketrans({"…": "...", "“": '"', "”": '"', "’": "'", "‘": "'", "–": "-"})


def to_pdf(document: Document) -> bytes:
    """Return the document as a PDF; the same document gives the same bytes."""
    page = _Page(document)
    page.add_page()
    _payment(page, document)
    _summary(page, document)
    _activity(page, document)
    _interest(page, document)
    for notice in document.rights:
        page.heading(notice.heading)
        page.paragraphs(notice, small=True)
    return bytes(page.output())


def _payment(page: "_Page", document: Document) -> None:
    page.key_figures(
        (
            ("New balance", str(document.new_balance)),
            ("Minimum payment due", str(document.minimum_due)),
            ("Payment due date", long_day(document.due_on)),
        )
    )
    for note in document.notes:
        page.paragraphs(note)
    if document.warning is None:
        return
    first, *rest = document.warning.notices
    page.paragraphs(first)
    rows = table(document.warning)
    if rows:
        page.grid(REPAYMENT_HEADINGS, rows, (40, 34, 34), "LLL")
    for note in rest:
        page.paragraphs(note, small=True)


def _summary(page: "_Page", document: Document) -> None:
    page.heading("Account summary")
    rows = [(figure.label, str(figure.amount)) for figure in document.summary]
    rows.append(("New balance", str(document.new_balance)))
    if document.past_due.minor > 0:
        rows.append(("Past due", str(document.past_due)))
    if document.disputed.minor > 0:
        rows.append(("In dispute, need not be paid", str(document.disputed)))
    rows.append(("Credit limit", str(document.credit_limit)))
    page.grid((), rows, (70, 30), "LR", bold="New balance")
    page.heading("How to pay")
    for way in document.ways_to_pay:
        page.text_block(way, small=False)


def _activity(page: "_Page", document: Document) -> None:
    first = len(document.sections[0].posted) if document.sections else 0
    page.heading("Transactions", room_mm=_HEADING_MM + _group_mm(first + 2))
    if not document.sections:
        page.text_block("Nothing was posted in this period.", small=False)
    for section in document.sections:
        _section(page, section)
    kinds = [charges for charges in (document.fees, document.interest) if charges is not None]
    for charges in kinds:
        _charges(page, charges)
    page.sub_heading(f"{document.closing_on.year} totals year-to-date")
    years = [(charges.year_label, str(charges.year_to_date)) for charges in kinds]
    page.grid((), years, (75, 25), "LR")


def _section(page: "_Page", section: Section) -> None:
    page.sub_heading(section.title, len(section.posted) + 2)
    rows = [
        (
            short_day(one.transacted_on),
            short_day(one.posted_on),
            f"{one.description}, {one.place}" if one.place else one.description,
            str(one.amount),
        )
        for one in section.posted
    ]
    rows.append(("", "", "Total", str(section.total)))
    page.grid(
        ("Date", "Posted", "Description", "Amount"), rows, (11, 11, 58, 20), "LLLR", bold="Total"
    )


def _charges(page: "_Page", charges: Charges) -> None:
    page.sub_heading(charges.title, len(charges.items) + 1)
    rows = [(short_day(one.posted_on), one.label, str(one.amount)) for one in charges.items]
    rows.append(("", charges.total_label, str(charges.total)))
    page.grid((), rows, (11, 69, 20), "LLR", bold=charges.total_label)


def _interest(page: "_Page", document: Document) -> None:
    page.heading("Interest charge calculation" if document.rates else "Interest")
    if document.rates:
        rows = [
            (rate.label, percent(rate.apr), str(rate.balance), str(rate.days), str(rate.interest))
            for rate in document.rates
        ]
        headings = (
            "Type of balance",
            "Annual Percentage Rate (APR)",
            "Balance Subject to Interest Rate",
            "Days",
            "Interest Charge",
        )
        page.grid(headings, rows, (24, 24, 26, 8, 18), "LRRRR")
    for note in document.interest_notes:
        page.paragraphs(note, small=True)


def _group_mm(rows: int) -> float:
    """Return the room of a group of rows with its heading; of a long one, of its beginning."""
    return _SUB_HEADING_MM + min(rows, _ROWS_KEPT_TOGETHER) * _ROW_MM


class _Page(FPDF):
    """A letter page with the lender's head on the first and a line at the foot of each."""

    def __init__(self, document: Document) -> None:
        super().__init__(format="Letter")
        self._document = document
        self.set_margin(_MARGIN_MM)
        self.set_auto_page_break(True, margin=_MARGIN_MM + 4)
        self.set_lang("en-US")
        self.set_title(_latin(f"{document.lender} statement, {long_day(document.closing_on)}"))
        self.set_author(_latin(document.lender))
        # The day it tells of, not the day it was printed: the same statement, the same file.
        self.set_creation_date(datetime.combine(document.closing_on, time(), UTC))
        self.set_text_color(*_INK)

    def header(self) -> None:
        """Draw the first page's head: who lends, who borrows, for which days."""
        if self.page_no() > 1:
            return
        one = self._document
        top = self.get_y()
        self._font("B", 16, _BRAND)
        self._line(one.lender, 8)
        self._font("", _BODY_PT)
        self._line(one.product)
        self._font("", _SMALL_PT, _SOFT)
        self._line(one.lender_address)
        self._line(f"{one.lender_phone}, {one.lender_hours}")
        bottom = self.get_y()
        self.set_y(top)
        self._font("B", _BODY_PT)
        self._line(one.holder, align="R")
        self._font("", _BODY_PT)
        self._line(f"Account ending {one.account_ending}", align="R")
        self._font("", _SMALL_PT, _SOFT)
        self._line(f"Statement of {long_day(one.closing_on)}", align="R")
        self._line(f"{long_day(one.opening_on)} to {long_day(one.closing_on)}", align="R")
        self.set_y(max(bottom, self.get_y()) + 1)
        self.set_draw_color(*_BRAND)
        self.set_line_width(0.8)
        self.line(self.l_margin, self.get_y(), self.w - self.r_margin, self.get_y())
        self.ln(4)

    def footer(self) -> None:
        """Draw whose statement it is and the page's number."""
        self.set_y(-_MARGIN_MM)
        self._font("", _SMALL_PT, _SOFT)
        one = self._document
        whose = f"Account ending {one.account_ending}, statement of {long_day(one.closing_on)}"
        self.cell(self.epw / 2, _SMALL_LINE_MM, _latin(whose))
        self.cell(self.epw / 2, _SMALL_LINE_MM, f"Page {self.page_no()} of {{nb}}", align="R")

    def key_figures(self, figures: Sequence[tuple[str, str]]) -> None:
        """Draw the figures that matter most, side by side."""
        gap, height = 3, 15
        width = (self.epw - gap * (len(figures) - 1)) / len(figures)
        top = self.get_y()
        for number, (label, value) in enumerate(figures):
            left = self.l_margin + number * (width + gap)
            self.set_fill_color(*_TINT)
            self.rect(left, top, width, height, style="F")
            self.set_xy(left + 2, top + 2)
            self._font("", _SMALL_PT, _SOFT)
            self.cell(width - 4, 4, _latin(label))
            self.set_xy(left + 2, top + 7)
            self._font("B", 13)
            self.cell(width - 4, 6, _latin(value))
        self.set_xy(self.l_margin, top + height + 3)

    def heading(self, text: str, room_mm: float = 24) -> None:
        """Start a section, kept with what follows, and an entry in the outline."""
        if self.will_page_break(room_mm):
            self.add_page()
        self.ln(3)
        self.start_section(_latin(text))
        self._font("B", 12, _BRAND)
        self._line(text, 7)

    def sub_heading(self, text: str, rows: int = 2) -> None:
        """Start a group of rows: a short one stays together with its heading and its total."""
        if self.will_page_break(_group_mm(rows)):
            self.add_page()
        self._font("B", _BODY_PT)
        self._line(text, _SUB_HEADING_MM)

    def paragraphs(self, notice: Notice, small: bool = False) -> None:
        """Write a notice; its heading runs into the text in bold, unless it heads a section."""
        for number, text in enumerate(notice.paragraphs):
            run_in = number == 0 and notice.heading.endswith(":")
            lead = f"**{notice.heading}** " if run_in else ""
            self.text_block(lead + text if lead else text, small, markdown=bool(lead))

    def text_block(self, text: str, small: bool, markdown: bool = False) -> None:
        """Write a paragraph over the whole width."""
        self._font("", _SMALL_PT if small else _BODY_PT)
        self.multi_cell(
            0,
            _SMALL_LINE_MM if small else _LINE_MM,
            _latin(text),
            align="L",
            markdown=markdown,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )
        self.ln(1)

    def grid(
        self,
        headings: Sequence[str],
        rows: Iterable[Sequence[str]],
        widths: tuple[int, ...],
        align: str,
        bold: str | None = None,
    ) -> None:
        """Write a table; the heading row is repeated on a new page, a `bold` row stands out."""
        self._font("", _BODY_PT)
        self.set_fill_color(255, 255, 255)
        self.set_draw_color(*_RULE)
        self.set_line_width(0.2)
        with self.table(
            col_widths=widths,
            text_align=tuple({"L": "LEFT", "R": "RIGHT"}[one] for one in align),
            line_height=_LINE_MM,
            borders_layout="HORIZONTAL_LINES",
            first_row_as_headings=bool(headings),
            headings_style=FontFace(emphasis="BOLD", color=_SOFT, fill_color=(255, 255, 255)),
            padding=(0.6, 1),
        ) as drawn:
            for row in ([headings] if headings else []) + list(rows):
                style = _BOLD if bold is not None and bold in row else None
                cells = drawn.row(style=style)
                for cell in row:
                    cells.cell(_latin(cell))
        self.ln(2)

    def _line(self, text: str, height: float = _LINE_MM, align: str = "L") -> None:
        self.cell(0, height, _latin(text), align=align, new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _font(self, style: str, size: float, color: tuple[int, int, int] = _INK) -> None:
        self.set_font("Helvetica", style, size)
        self.set_text_color(*color)


def _latin(text: str) -> str:
    """Return what the standard fonts can show; other letters lose their marks or become "?"."""
    plain = text.translate(_TYPOGRAPHIC)
    try:
        plain.encode("latin-1")
    except UnicodeEncodeError:
        plain = unicodedata.normalize("NFKD", plain)
        plain = "".join(one for one in plain if not unicodedata.combining(one))
    return plain.encode("latin-1", "replace").decode("latin-1")
