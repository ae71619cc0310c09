"""The demo portfolio: invented borrowers with two years of real arithmetic behind them."""

from servicing.demo.portfolio import DEMO_DAY, LINES, demo_instant, seed
from servicing.demo.stories import Story, stories

__all__ = ["DEMO_DAY", "LINES", "Story", "demo_instant", "seed", "stories"]
