"""Adapters of the ports: the embedded books, and lenders' own."""
