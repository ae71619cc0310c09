"""Getting a file's text out, as untrusted words: data that no tool argument may come from."""

import json
import subprocess
import sys
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from servicing.evidence.admission import BLOATED, DAMAGED, POLICY, Admitted
from servicing.refusal import Refusal

CHARACTERS_MAX = 20_000
WAIT_S = 20
_CHILD = Path(__file__).with_name("pdf_child.py")
LOCKED = Refusal(
    "file_locked", "That PDF is locked with a password. A copy without one works.", policy=POLICY
)
ACTIVE = Refusal(
    "file_active",
    "That PDF has a program or another file inside it. A photo or a screenshot of it works.",
    policy=POLICY,
)
_REFUSED: Mapping[str, Refusal] = {
    "locked": LOCKED,
    "active": ACTIVE,
    "bloated": BLOATED,
    "damaged": DAMAGED,
}


@dataclass(frozen=True, slots=True)
class Opened:
    """What could be read of a file; an image has no text here."""

    text: str
    pages: int | None = None


def opened(file: Admitted, wait_s: float = WAIT_S) -> Opened | Refusal:
    """Return a file's text, or why it stays out after all. Blocks: at most `wait_s` seconds."""
    if file.media_type == "text/plain":
        return Opened(plain(file.content.decode("utf-8-sig")))
    if file.media_type != "application/pdf":
        return Opened("")
    try:
        done = subprocess.run(  # noqa: S603  # our own script; the file comes as its input
            [sys.executable, "-I", str(_CHILD)],
            input=file.content,
            capture_output=True,
            timeout=wait_s,
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired:
        return BLOATED
    if done.returncode:
        return BLOATED if done.returncode < 0 else DAMAGED
    found = json.loads(done.stdout)
    if "refused" in found:
        return _REFUSED[found["refused"]]
    return Opened(plain(found["text"]), found["pages"])


def plain(text: str) -> str:
    """Return words that can be seen: no controls, no marks that hide or turn others."""
    kept = (
        one
        for one in unicodedata.normalize("NFC", text[:CHARACTERS_MAX])
        if one in "\n\t" or unicodedata.category(one)[0] != "C"
    )
    # Composed, a text may be longer than it was.
    return "".join(kept)[:CHARACTERS_MAX].strip()
