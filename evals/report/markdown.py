"""A run for a pull request: what got better, what got worse, by how much."""

from collections.abc import Iterator, Sequence

from evals.gate import Verdict
from evals.results import Results
from evals.run.mutated import Mutations

CASES_SHOWN = 20


def markdown(results: Results, verdict: Verdict, mutations: Mutations | None = None) -> str:
    """Return the comment's text."""
    return "\n".join(
        [
            *_head(verdict),
            *_suites(results),
            *_changes(verdict),
            *_twins(results),
            *_mutations(mutations),
            *_cost(results),
            "",
        ]
    )


def _head(verdict: Verdict) -> Iterator[str]:
    word = "may go out" if verdict.passed else "may not go out"
    yield f"## Evals: the release {word}"
    yield ""
    for finding in verdict.findings:
        yield f"- **{finding.name}**: {finding.why}"
        if finding.waiver is not None:
            waiver = finding.waiver
            yield f"  - waived by {waiver.name} until {waiver.expires}: {waiver.reason}"
    for name, held in verdict.quarantined:
        yield (
            f"- `{name}` is in quarantine until {held.until}: {held.disagreements} disagreements "
            f"since {held.since}; played, not counted"
        )
    for waiver in verdict.expired:
        yield f"- the waiver for {waiver.finding} by {waiver.name} expired {waiver.expires}"
    for one in verdict.tolerated:
        yield f"- `{one.name}` failed ({one.when}) and stops nothing: {one.why}"
    if verdict.findings or verdict.expired or verdict.quarantined or verdict.tolerated:
        yield ""


def _suites(results: Results) -> Iterator[str]:
    k = results.suites[0].k if results.suites else 1
    several = k > 1  # with one trial pass^k is pass^1 again
    yield f"| suite | cases | pass^1 |{f' pass^{k} |' if several else ''} 95 % interval | lost |"
    yield f"|---|--:|--:|{'--:|' if several else ''}---|--:|"
    for suite in results.suites:
        interval = f"{suite.interval.low:.3f}–{suite.interval.high:.3f}"
        yield (
            f"| {suite.name} | {len(suite.cases)} | {suite.pass_rate:.3f} |"
            f"{f' {suite.pass_hat_k:.3f} |' if several else ''} {interval} | {suite.lost} |"
        )
    yield ""


def _changes(verdict: Verdict) -> Iterator[str]:
    if not verdict.comparisons:
        yield "Nothing to compare with: there is no baseline yet."
        yield ""
        return
    yield "| suite | worse | better | difference (95 %) | p (adjusted) | least drop seen | power |"
    yield "|---|--:|--:|---|--:|--:|--:|"
    for one in verdict.comparisons:
        sees = f"{one.detectable:.1%}" if one.detectable < 1 else "none"
        yield (
            f"| {one.suite} | {one.pairs.only_before} | {one.pairs.only_after} "
            f"| {one.interval.low:+.3f} to {one.interval.high:+.3f} | {one.p:.3f} | {sees} "
            f"| {one.power:.2f} |"
        )
    yield ""
    yield from _named("Got worse", verdict.got_worse)
    yield from _named("Got better", verdict.got_better)


def _named(title: str, names: Sequence[str]) -> Iterator[str]:
    if not names:
        return
    yield f"**{title}**"
    yield ""
    yield from (f"- `{name}`" for name in names[:CASES_SHOWN])
    if len(names) > CASES_SHOWN:
        yield f"- and {len(names) - CASES_SHOWN} more"
    yield ""


def _twins(results: Results) -> Iterator[str]:
    if not results.gaps:
        return
    yield "**Counterfactual twins**"
    yield ""
    yield from (f"- {gap.pair}: {gap.summary}" for gap in results.gaps)
    yield ""


def _mutations(found: Mutations | None) -> Iterator[str]:
    if found is None:
        return
    caught = len(found.rows) - len(found.unnoticed)
    yield f"<details><summary>{caught} of {len(found.rows)} parts are missed by a case where "
    yield f"they are taken out (release {found.release})</summary>"
    yield ""
    yield "| taken out | played | noticed by | promises broken |"
    yield "|---|--:|---|---|"
    for row in found.rows:
        noticed = f"`{row.noticed[0]}`" if row.noticed else "**nobody**"
        more = f" and {len(row.noticed) - 1} more" if len(row.noticed) > 1 else ""
        yield f"| {row.part} | {row.played} | {noticed}{more} | {', '.join(row.broken)} |"
    yield ""
    if found.gold:
        yield "| gold | played | as it must | not |"
        yield "|---|--:|--:|---|"
        for one in found.gold:
            right = one.played - len(one.wrong)
            yield f"| {one.fault} | {one.played} | {right} | {', '.join(one.wrong)} |"
        yield ""
    yield "</details>"
    yield ""


def _cost(results: Results) -> Iterator[str]:
    cost = results.cost
    yield (
        f"{cost.turns} turns; the median turn {cost.turn_ms:.0f} ms ({cost.yardsticks:.1f} "
        f"yardsticks); {cost.model_calls_per_turn:.2f} model calls a turn; {cost.tokens} tokens."
    )
