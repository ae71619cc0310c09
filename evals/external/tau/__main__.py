"""Real scores: `python -m evals.external.tau --help`. Needs tau2, its data and a provider's key."""

from typing import Annotated

import typer
from tau2.data_model.simulation import TextRunConfig
from tau2.runner import run_domain

from agents.model.provider import connect
from api.settings import Settings
from evals.external.tau.agent import DOMAIN, NAME, TIMEOUT_S, GoldRefused, register, without_gold


def main(
    user_llm: Annotated[
        str, typer.Option(help="the model that plays the user, as litellm names it")
    ],
    retrieval: Annotated[str, typer.Option(help="how the bank's articles are found")] = "bm25",
    task: Annotated[list[str] | None, typer.Option(help="only these tasks")] = None,
    trials: Annotated[int, typer.Option(min=1, help="how often each task is played")] = 1,
    save_to: Annotated[str | None, typer.Option(help="the run's name among the bench's")] = None,
) -> None:
    """Play the bench's banking tasks with the model of LINEWISE_MODEL behind our guard."""
    settings = Settings.from_env()
    if settings.model == "embedded":
        raise typer.BadParameter("set LINEWISE_MODEL=openai:NAME: the bench needs a language model")
    try:
        setting = without_gold(retrieval)
    except GoldRefused as error:
        raise typer.BadParameter(str(error)) from error
    key, url = settings.openai_api_key, settings.openai_base_url
    register(lambda name: connect(name, key, url, TIMEOUT_S))
    run_domain(
        TextRunConfig(
            domain=DOMAIN,
            agent=NAME,
            llm_agent=settings.model,
            llm_user=user_llm,
            retrieval_config=setting,
            task_ids=task,
            num_trials=trials,
            save_to=save_to,
        )
    )


if __name__ == "__main__":
    typer.run(main)
