"""Options that several commands take."""

import os
from pathlib import Path
from typing import Annotated

import typer

LATEST = "latest.jsonl"
SEED = 20261120
ASSISTANT = "assistant"
CORES = os.cpu_count() or 1
Trials = Annotated[int | None, typer.Option(min=1, max=50, help="How often each case is played.")]
Seed = Annotated[int, typer.Option(help="Of everything drawn: the same seed, the same scores.")]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the run that broke off.")]
Processes = Annotated[int, typer.Option(min=1, max=64, help="How many cases at once.")]
UserModel = Annotated[
    str | None,
    typer.Option(
        "--user-model",
        envvar="LINEWISE_USER_MODEL",
        help="A model to play borrowers: openai:NAME. Without one those cases are left out.",
    ),
]
JudgeName = Annotated[
    str | None,
    typer.Option("--judge", envvar="LINEWISE_JUDGE", help="A model to judge replies: openai:NAME."),
]
JUnitFile = Annotated[
    Path | None, typer.Option("--junit", help="Write the cases as JUnit XML, for a CI server.")
]
MarkdownFile = Annotated[
    Path | None,
    typer.Option("--markdown", help="Write the verdict as Markdown, for a pull request."),
]
AgentName = Annotated[
    str,
    typer.Option(
        help="Who is measured: assistant; idle, which does nothing and must pass nothing; gold, "
        "which plays each case by the books alone and is scored on them; or the assistant "
        "'without guard NAME', 'without tool NAME', 'without prompt NAME'."
    ),
]
