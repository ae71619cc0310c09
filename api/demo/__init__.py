"""Signing in as a borrower of the demo portfolio; closed unless the server was started for it."""
