"""A run for people and for machines: terminal, JUnit, Markdown, HTML."""
