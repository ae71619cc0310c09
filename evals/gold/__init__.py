"""Gold: each case played as it should end, by the books alone, without the assistant.

What a case demands of the books is known before anybody talks: which rights stand, what is
carried out at the card's button, what waits at the desk. Gold does exactly that, so it must score
1; gold with one thing wrong must not, or the end state of that case demands too little. Words are
no part of it: a case that demands only words asks of gold that the books stay as they are.

acts.py      what gold does, case by case (actions.yaml), and what may be wrong with it
agent.py     the agent that does it
score.py     the score: desk, rights, end state, promises
"""

from evals.gold.acts import FAULTS, Act, GoldError, fault, gold_of
from evals.gold.agent import GOLD, gold_cast, is_gold
from evals.gold.score import gold_score

__all__ = [
    "FAULTS",
    "GOLD",
    "Act",
    "GoldError",
    "fault",
    "gold_cast",
    "gold_of",
    "gold_score",
    "is_gold",
]
