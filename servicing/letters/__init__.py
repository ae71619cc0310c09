"""Letters to borrowers, drafted from data and held to what the law wants in them."""

from servicing.letters.letter import KINDS, Kind, Lack, Letter, draft, lacks, templates

__all__ = ["KINDS", "Kind", "Lack", "Letter", "draft", "lacks", "templates"]
