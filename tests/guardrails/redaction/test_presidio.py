"""The optional recogniser of names, where the extra is installed; and that it says so where not."""

import socket
from importlib.util import find_spec

import pytest

from guardrails.redaction import redact
from guardrails.redaction.presidio import MODEL, NamesUnavailable, PresidioNames

INSTALLED = find_spec("presidio_analyzer") is not None and find_spec(MODEL) is not None


@pytest.mark.skipif(INSTALLED, reason="the extra is installed")
def test_without_the_extra_it_says_so() -> None:
    with pytest.raises(NamesUnavailable, match="privacy"):
        PresidioNames.load()


@pytest.mark.skipif(not INSTALLED, reason="needs linewise[privacy]")
def test_finds_names_without_the_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_: object) -> None:
        raise OSError("no network here")

    monkeypatch.setattr(socket.socket, "connect", offline)
    names = PresidioNames.load()
    said = "I spoke with Winifred Abernathy yesterday."
    assert redact(said).text == said
    assert redact(said, names=names).text == "I spoke with <NAME_1> yesterday."
