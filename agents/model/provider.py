"""The provider's client: any OpenAI-compatible endpoint, imported only when one is configured."""

from langchain_core.language_models import BaseChatModel

PREFIX = "openai:"


def connect(
    model: str, api_key: str | None, base_url: str | None, timeout_s: float
) -> BaseChatModel:
    """Return the chat model for "openai:<name>". Streaming, so that a stall shows early.

    Retries are the port's (`agents.model.port`), so the client makes none.
    """
    from langchain_openai import ChatOpenAI
    from pydantic import SecretStr

    return ChatOpenAI(
        model=model.removeprefix(PREFIX),
        api_key=SecretStr(api_key or "none"),
        base_url=base_url,
        timeout=timeout_s,
        max_retries=0,
        temperature=0,
        streaming=True,
    )
