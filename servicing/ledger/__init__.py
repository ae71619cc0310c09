"""The journal: append-only, double entry, balanced by code and by Postgres."""
