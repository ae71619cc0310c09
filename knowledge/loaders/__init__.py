"""From files to documents: markdown policies and regulations as JSON lines."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.errors import BadDocument
from knowledge.loaders.policies import load_policy
from knowledge.loaders.regulations import load_regulations
from knowledge.model import Document

__all__ = ["load", "load_policy", "load_regulations"]


def load(paths: Sequence[Path]) -> Iterator[Document]:
    """Yield the documents of files and folders: `.md` policies and `.jsonl` regulations.

    Raises BadDocument if a path doesn't exist, is of another kind or can't be read as its kind.
    """
    for path in paths:
        if path.is_dir():
            yield from load(sorted(p for p in path.iterdir() if p.suffix in {".md", ".jsonl"}))
        elif not path.is_file():
            raise BadDocument(f"{path}: no such file")
        elif path.suffix == ".md":
            yield load_policy(path)
        elif path.suffix == ".jsonl":
            yield from load_regulations(path)
        else:
            raise BadDocument(f"{path}: neither a policy (.md) nor regulations (.jsonl)")
