"""A line of credit: its aggregate, its postings and cycles, and what it looks like today."""
