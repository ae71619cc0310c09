"""Posting today what counts from a past day, with all that follows from it."""
