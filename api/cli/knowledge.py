"""`linewise knowledge`: put documents in, find passages."""

import asyncio
import json as jsonlib
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from api.failures import BadInput

app = typer.Typer(help="Policies and regulations.", no_args_is_help=True)

LIMIT_MAX = 50
COLLECTION = "policies"


@app.command()
def ingest(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(help="Policy folders or files, regulation JSONL; none: our own policies."),
    ] = None,
    collection: Annotated[str, typer.Option(help="Which collection.")] = COLLECTION,
) -> None:
    """Store documents; what is stored unchanged is left alone."""
    missing = [path for path in paths or () if not path.exists()]
    if missing:
        raise BadInput(f"there is no {missing[0]}")
    asyncio.run(_ingest(paths or [], collection))


async def _ingest(paths: list[Path], collection: str) -> None:
    from api.app import Runtime
    from api.cli.terminal import progress
    from knowledge import BadDocument

    async with Runtime.from_env(progress()) as runtime:
        library = await runtime.library()
        try:
            done = await (library.ingest(paths, collection) if paths else library.ensure_policies())
        except BadDocument as error:
            raise BadInput(str(error)) from error
    sys.stdout.write(
        f"{done.stored} documents stored ({done.passages} passages), {done.unchanged} unchanged\n"
    )


@app.command()
def search(
    query: Annotated[str, typer.Argument(help="A question, in English or Spanish.")],
    collection: Annotated[str, typer.Option(help="Which collection.")] = COLLECTION,
    as_of: Annotated[
        datetime | None,
        typer.Option("--as-of", formats=["%Y-%m-%d"], help="In force on; the books' today."),
    ] = None,
    audience: Annotated[str, typer.Option(help="borrower or staff.")] = "borrower",
    limit: Annotated[int, typer.Option("-k", min=1, max=LIMIT_MAX, help="How many.")] = 5,
    json: Annotated[bool, typer.Option("--json", help="Print a JSON list.")] = False,
) -> None:
    """Find the passages that answer a question best, best first."""
    if audience not in ("borrower", "staff"):
        raise BadInput(f"--audience is {audience!r}: use borrower or staff")
    reader: Literal["borrower", "staff"] = "staff" if audience == "staff" else "borrower"
    asyncio.run(_search(query, collection, as_of.date() if as_of else None, reader, limit, json))


async def _search(
    query: str,
    collection: str,
    as_of: date | None,
    audience: Literal["borrower", "staff"],
    limit: int,
    as_json: bool,
) -> None:
    from api.app import Runtime
    from api.cli.terminal import console, progress

    async with Runtime.from_env(progress()) as runtime:
        library = await runtime.library()
        found = await library.search(
            query,
            as_of=as_of or await runtime.today(),
            audience=audience,
            limit=limit,
            collection=collection,
        )
    if as_json:
        rows = [
            {
                "document": passage.document,
                "section": passage.section,
                "version": passage.version,
                "text": passage.text,
                "score": round(passage.score, 6),
                "citation_ids": list(passage.citation_ids),
            }
            for passage in found
        ]
        sys.stdout.write(jsonlib.dumps(rows, ensure_ascii=False) + "\n")
        return
    out = console()
    for passage in found:
        out.print(
            f"{passage.document}, {passage.section} (version {passage.version})", style="bold"
        )
        out.print(passage.text)
        out.print(", ".join(passage.citation_ids), style="dim")
        out.print()
