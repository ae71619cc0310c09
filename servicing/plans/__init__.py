"""Hardship plans in force."""
