"""`linewise evals`: run suites, decide about a release, report, prove, harvest.

release.py    run, gate, report, judge
replay.py     cases of a saved run, again
mutations.py  prove: take parts out and see that a case notices
harvest.py    from recorded turns to candidate cases
"""

import typer

from evals.cli.harvest import harvest
from evals.cli.mutations import prove
from evals.cli.release import gate, judge, report, run_suites
from evals.cli.replay import replay

app = typer.Typer(help="Evaluate the assistant, and gate releases.", no_args_is_help=True)
app.command("run")(run_suites)
app.command()(gate)
app.command()(report)
app.command()(judge)
app.command()(prove)
app.command()(replay)
app.command()(harvest)


@app.callback()
def evals() -> None:
    """Evaluate the assistant, and gate releases."""
