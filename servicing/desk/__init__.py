"""People's work on a line: what waits for them, a case in full, and what they decide.

model.py       who is at work, what waits, and what was done
repository.py  reading it: the desk's rows across lines
queue.py       what waits, by deadline
plans.py       a plan draft: read, worked out again, decided
proof.py       why a line may have a programme, predicate by predicate
claims.py      a dispute: read, a finding put forward, decided by a second person
looking.py     what was looked into, and which charge a merchant's refund is of
answers.py     a complaint or a dispute of a report: read, an answer drafted, agreed to
answer_letters.py  their letters
answer_books.py    one call each, and the trend of complaints
letters.py     the letters of a dispute, drafted from the case
corrected.py   what a correction by hand came to
correcting.py  what can be put right: a past day's posting, a line's age, the 6 % cap
corrections.py doing so: looked at without writing, or made once and put on record
acting.py      one transaction a call: read in a staff session, or done and put on record
claim_books.py disputes, one call each
books.py       all of it, with plan drafts and the queue
"""

from servicing.desk.books import DeskBooks
from servicing.desk.correcting import Service
from servicing.desk.corrections import Corrections, Order, Outcome
from servicing.desk.model import Act, Person, Waiting, Witness

__all__ = [
    "Act",
    "Corrections",
    "DeskBooks",
    "Order",
    "Outcome",
    "Person",
    "Service",
    "Waiting",
    "Witness",
]
