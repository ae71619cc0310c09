"""A policy's Spanish text stands beside the English one, sentence by sentence, or is refused."""

from pathlib import Path

import pytest

from knowledge import BadDocument
from knowledge.chunking import markdown_chunks, stretch
from knowledge.loaders import load_policy
from knowledge.model import Translation
from knowledge.translation import translated

ENGLISH = """# Fees

## Late fee
A late fee is at most $30. It is never more than the minimum.

If you pay by the due date there is none.

## Draws
A draw costs $5.
"""
SPANISH = """# Cargos

## Cargo por atraso
<!-- asked: ¿cuánto cobran? -->
El cargo por atraso es de $30 como máximo. Nunca es más que el pago mínimo.

Si paga a más tardar en la fecha de vencimiento, no hay ninguno.

## Retiros
Un retiro cuesta $5.
"""
HEAD = """---
id: fees
version: "1"
title: Fees
owner: servicing
audience: borrower
effective_from: 2025-01-01
effective_to: null
supersedes: null
citations: []
---
"""


def test_each_chunk_gets_its_own_sentences_in_the_same_lines():
    late, draws = translated(markdown_chunks(ENGLISH), "Cargos", SPANISH)
    assert late.section == "Late fee"
    assert late.text.split("\n")[1] == "If you pay by the due date there is none."
    assert late.spanish is not None
    assert (late.spanish.title, late.spanish.section) == ("Cargos", "Cargo por atraso")
    assert late.spanish.asked == "¿cuánto cobran?"
    first, second = late.spanish.text.split("\n")
    assert first.startswith("El cargo por atraso")
    assert first.endswith("el pago mínimo.")
    assert second == "Si paga a más tardar en la fecha de vencimiento, no hay ninguno."
    assert draws.spanish is not None
    assert draws.spanish.text == "Un retiro cuesta $5."


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("\n## Retiros\nUn retiro cuesta $5.\n", "", "1 sections where the document has 2"),
        (" Nunca es más que el pago mínimo.", "", "2 sentences where the document has 3"),
        ("$30", "$35", "other figures"),
        ("cuesta $5.", "cuesta dinero.", "other figures"),
    ],
)
def test_a_text_that_does_not_stand_beside_it_is_refused(old: str, new: str, why: str):
    with pytest.raises(ValueError, match=why):
        translated(markdown_chunks(ENGLISH), "Cargos", SPANISH.replace(old, new))


def test_a_policy_takes_the_translation_of_its_own_name(tmp_path: Path):
    path = tmp_path / "fees.md"
    path.write_text(HEAD + ENGLISH)
    assert load_policy(path).chunks[1].spanish is None
    (tmp_path / "es").mkdir()
    (tmp_path / "es" / "fees.md").write_text(f"---\ntitle: Cargos\n---\n{SPANISH}")
    assert load_policy(path).chunks[1].spanish == Translation(
        "Cargos", "Retiros", "Un retiro cuesta $5.", ""
    )
    (tmp_path / "es" / "fees.md").write_text(SPANISH)
    with pytest.raises(BadDocument, match="no front matter"):
        load_policy(path)
    (tmp_path / "es" / "fees.md").write_text(f"---\ntitle: Cargos\n---\n{SPANISH}\n¿Y esto?")
    with pytest.raises(BadDocument, match="sentences"):
        load_policy(path)


def test_a_stretch_is_verbatim_with_what_lies_between():
    text = "Uno. ¿Dos? ¡Tres!\nÉl dijo cuatro."
    assert stretch(text, 0, 0) == "Uno."
    assert stretch(text, 1, 2) == "¿Dos? ¡Tres!"
    assert stretch(text, 2, 3) == "¡Tres!\nÉl dijo cuatro."
    assert stretch("Sí. Sí. Sí.", 1, 1) == "Sí."
