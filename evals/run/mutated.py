"""What came of taking parts out, kept beside the runs so that reports can show it."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

MUTATIONS = "mutations.json"


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Mutated(_Kept):
    """One part taken out: how many cases were played, which noticed, which promises broke."""

    part: str
    played: int
    noticed: tuple[str, ...]
    broken: tuple[str, ...] = ()


class Faulty(_Kept):
    """Gold, or gold with a fault: how many cases were played, and which came out as they mustn't.

    Gold itself must pass every case; gold with a fault must fail every case that it concerns.
    """

    fault: str
    played: int
    wrong: tuple[str, ...]


class Mutations(_Kept):
    """Every part taken out of a release in turn; and gold, whole and with each of its faults."""

    release: str
    rows: tuple[Mutated, ...]
    gold: tuple[Faulty, ...] = ()

    @property
    def unnoticed(self) -> tuple[str, ...]:
        """The parts whose absence no case noticed."""
        return tuple(row.part for row in self.rows if not row.noticed)


def read_mutations(folder: Path) -> Mutations | None:
    """Read what the last `prove` of a data directory found; None where there is none to read."""
    try:
        return Mutations.model_validate_json((folder / MUTATIONS).read_text("utf-8"))
    except (OSError, ValidationError):
        return None
