"""What changes a line's terms for good, or what is asked of it."""

from datetime import date

from tests.servicing.naive.kept import Kept


class Standing(Kept):
    """Brought back to current, which isn't lived again; or capped, which is."""

    def may_come_back(self, today: date) -> bool:
        late = any(due.left and due.on < today for due in self.dues)
        return late and self.plan is None and not self.closed

    def bring_back(self, today: date) -> None:
        """Ask no more for what is past due; it stays owed."""
        self.dues = [due for due in self.dues if due.on >= today or not due.left]
        self.terms_changes.append(today)

    def _begin_service(self, day: date) -> None:
        self.capped = True
