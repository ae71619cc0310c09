"""People's work on a line: what waits for them, a case in full, and what they decide.

model.py       who is at work, what waits, and what was done
repository.py  reading it: the desk's rows across lines
queue.py       what waits, by deadline
plans.py       a plan draft: read, worked out again, decided
proof.py       why a line may have a programme, predicate by predicate
claims.py      a dispute: read, a finding put forward, decided by a second person
letters.py     the letters of a dispute, drafted from the case
books.py       all of it, one transaction a call, in staff sessions
"""

from servicing.desk.books import DeskBooks
from servicing.desk.model import Act, Person, Waiting, Witness

__all__ = ["Act", "DeskBooks", "Person", "Waiting", "Witness"]
