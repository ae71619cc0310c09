"""Evaluation: what measures the product, and never ships with it."""
