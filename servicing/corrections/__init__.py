"""Mending the books without editing them: reversals, and postings that count from the past."""
