"""Plots as inline SVG: they need no script and no network."""

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from evals.gate.compare import Comparison
from evals.results import SuiteResult

WIDTH, ROW, LEFT, RIGHT, TOP = 640, 22, 130, 20, 18
BINS = 24


def suites_plot(suites: Sequence[SuiteResult]) -> Markup:
    """Return pass rates with their intervals, a row a suite."""
    rows = []
    for place, suite in enumerate(suites):
        y = TOP + ROW * place + ROW // 2
        low, high = _x(suite.interval.low), _x(suite.interval.high)
        at = _x(suite.passed / len(suite.judged) if suite.judged else 0.0)
        color = "accent" if suite.judged and suite.passed == len(suite.judged) else "warn"
        rows.append(
            f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{escape(suite.name)}</text>'
            f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{y}" y2="{y}" '
            f'stroke="var(--{color})" stroke-width="2"/>'
            f'<circle cx="{at:.1f}" cy="{y}" r="4" fill="var(--{color})"/>'
        )
    scale = "".join(
        f'<line x1="{_x(v):.1f}" x2="{_x(v):.1f}" y1="{TOP}" y2="{TOP + ROW * len(suites)}" '
        f'stroke="var(--rule)"/><text x="{_x(v):.1f}" y="12" text-anchor="middle">{v:.0%}</text>'
        for v in (0, 0.25, 0.5, 0.75, 1)
    )
    return _svg(TOP + ROW * len(suites) + 6, scale + "".join(rows), "pass rates by suite")


def comparison_plot(comparisons: Sequence[Comparison]) -> Markup:
    """Return the difference in score with its interval, a row a suite, around no difference."""
    most = max((max(abs(c.interval.low), abs(c.interval.high)) for c in comparisons), default=0)
    most = max(most, 0.05)

    def x(value: float) -> float:
        return _x((value / most + 1) / 2)

    rows = []
    for place, one in enumerate(comparisons):
        y = TOP + ROW * place + ROW // 2
        middle = (one.interval.low + one.interval.high) / 2
        color = "warn" if one.interval.high < 0 else "accent"
        rows.append(
            f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end">{escape(one.suite)}</text>'
            f'<line x1="{x(one.interval.low):.1f}" x2="{x(one.interval.high):.1f}" '
            f'y1="{y}" y2="{y}" stroke="var(--{color})" stroke-width="2"/>'
            f'<circle cx="{x(middle):.1f}" cy="{y}" r="4" fill="var(--{color})"/>'
        )
    scale = "".join(
        f'<line x1="{x(v):.1f}" x2="{x(v):.1f}" y1="{TOP}" y2="{TOP + ROW * len(comparisons)}" '
        f'stroke="var(--rule)"/><text x="{x(v):.1f}" y="12" text-anchor="middle">{v:+.0%}</text>'
        for v in (-most, 0, most)
    )
    return _svg(TOP + ROW * len(comparisons) + 6, scale + "".join(rows), "change by suite")


def time_plot(times_ms: Sequence[float]) -> Markup:
    """Return a histogram of how long turns took, the longest twentieth gathered at the right."""
    if not times_ms:
        return Markup("")
    ordered = sorted(times_ms)
    most = max(ordered[int(0.95 * (len(ordered) - 1))], 1.0)
    counts = [0] * BINS
    for time in ordered:
        counts[min(BINS - 1, int(BINS * time / most))] += 1
    highest, height = max(counts), 90
    wide = (WIDTH - LEFT - RIGHT) / BINS
    bars = "".join(
        f'<rect x="{LEFT + wide * n:.1f}" width="{wide - 1:.1f}" '
        f'y="{TOP + height - height * count / highest:.1f}" '
        f'height="{height * count / highest:.1f}" fill="var(--accent)"/>'
        for n, count in enumerate(counts)
    )
    axis = (
        f'<text x="{LEFT}" y="{TOP + height + 14}">0 ms</text>'
        f'<text x="{WIDTH - RIGHT}" y="{TOP + height + 14}" text-anchor="end">'
        f"{most:.0f} ms and more</text>"
        f'<text x="{LEFT - 8}" y="{TOP + height / 2:.0f}" text-anchor="end">turns</text>'
    )
    return _svg(TOP + height + 20, bars + axis, "how long turns took")


def _x(share: float) -> float:
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _svg(height: int, inside: str, title: str) -> Markup:
    # Every text inside is escaped where it is put in; the rest are our own numbers.
    return Markup(  # noqa: S704
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" role="img" '
        f'aria-label="{escape(title)}">{inside}</svg>'
    )
