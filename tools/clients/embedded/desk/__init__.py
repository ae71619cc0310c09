"""The embedded books as `tools.desk.Desk`, and the lender's own days."""

from tools.clients.embedded.desk.client import EmbeddedDesk
from tools.clients.embedded.desk.lines import business_day_after, clock_light

__all__ = ["EmbeddedDesk", "business_day_after", "clock_light"]
