"""Quote, confirm, post: the only way for a borrower session to change a line."""
