"""Borrower conversations over HTTP: endpoints, their schemas, and resumable streams."""
