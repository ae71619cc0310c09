"""The commands, and the plug-ins that join them from the entry-point group `linewise.commands`.

Each command imports what it needs when it runs, so that `linewise --help` stays quick.
"""

import sys
from functools import cached_property
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import typer
from typer.core import TyperGroup

from api.cli import audit, chat, core, knowledge, replay, scan, serve, token, triage

PLUGINS = "linewise.commands"


class Commands(TyperGroup):
    """Our own commands first, then plug-ins; a plug-in that can't load stops only itself."""

    @cached_property
    def _plugins(self) -> dict[str, EntryPoint]:
        return {p.name: p for p in entry_points(group=PLUGINS) if p.name not in self.commands}

    def list_commands(self, ctx: Any) -> list[str]:
        """Return every command's name."""
        return [*super().list_commands(ctx), *sorted(self._plugins)]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command, loading a plug-in on demand; None if there is none."""
        if cmd_name not in self._plugins:
            return super().get_command(ctx, cmd_name)
        try:
            return typer.main.get_command(self._plugins[cmd_name].load())
        except Exception as error:
            reason = type(error).__name__
            sys.stderr.write(f"linewise: the command {cmd_name} can't be loaded ({reason})\n")
            return None

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what is wrong with an option is said without the parser's own words."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            error.message = error.message.removeprefix("Value error, ")
            raise


app = typer.Typer(
    name="linewise",
    cls=Commands,
    help="A servicing assistant for a consumer line of credit.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command("serve")(serve.serve)
app.command("chat")(chat.chat)
app.command("token")(token.token)
app.command("scan")(scan.scan)
app.command("triage")(triage.triage)
app.command("replay")(replay.replay)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(core.app, name="core")
app.add_typer(audit.app, name="audit")
