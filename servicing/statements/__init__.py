"""The periodic statement a borrower gets, from the books alone (12 CFR 1026.7(b)).

model, warning, compose     what it says, what minimums alone cost, and from which facts: pure
wording                     texts as data, those that a law prescribes with their citation
render                      the same document as JSON, HTML and PDF
service, repository         reading the books
"""

from servicing.statements.model import Document
from servicing.statements.render import FORMATS, render
from servicing.statements.service import document

__all__ = ["FORMATS", "Document", "document", "render"]
