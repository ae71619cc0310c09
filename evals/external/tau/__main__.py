"""Real scores: `python -m evals.external.tau --help`. Needs tau2, its data and a provider's key."""

from typing import Annotated

import typer
from tau2.data_model.simulation import TextRunConfig
from tau2.runner import run_domain

from agents.model.provider import connect
from api.settings import Settings, SettingsError
from evals.bench.bank import undefended
from evals.external.tau.agent import (
    DOMAIN,
    NAME,
    TIMEOUT_S,
    UNGUARDED,
    GoldRefused,
    register,
    without_gold,
)
from tools.guard import decide


def main(
    user_llm: Annotated[
        str, typer.Option(help="the model that plays the user, as litellm names it")
    ],
    retrieval: Annotated[str, typer.Option(help="how the bank's articles are found")] = "bm25",
    task: Annotated[list[str] | None, typer.Option(help="only these tasks")] = None,
    trials: Annotated[int, typer.Option(min=1, help="how often each task is played")] = 1,
    unguarded: Annotated[bool, typer.Option(help="the yardstick: let every call run")] = False,
    save_to: Annotated[str | None, typer.Option(help="the run's name among the bench's")] = None,
) -> None:
    """Play the bench's banking tasks with the model of LINEWISE_MODEL behind our guard."""
    try:
        settings, setting = Settings.from_env(), without_gold(retrieval)
    except (SettingsError, GoldRefused) as error:
        raise typer.BadParameter(str(error)) from error
    if settings.model == "embedded":
        raise typer.BadParameter("set LINEWISE_MODEL=openai:NAME: the bench needs a language model")
    key, url = settings.openai_api_key, settings.openai_base_url
    name, guard = (UNGUARDED, undefended) if unguarded else (NAME, decide)
    register(lambda model: connect(model, key, url, TIMEOUT_S), name, guard)
    run_domain(
        TextRunConfig(
            domain=DOMAIN,
            agent=name,
            llm_agent=settings.model,
            llm_user=user_llm,
            retrieval_config=setting,
            task_ids=task or None,
            num_trials=trials,
            save_to=save_to,
        )
    )


if __name__ == "__main__":
    typer.run(main)
