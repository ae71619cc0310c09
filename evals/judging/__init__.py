"""Scores by ragas: those that need no model, and those that a judge gives.

offline.py    tool calls and citations against what the cases demand
judge.py      faithfulness, relevancy and correctness by any OpenAI-compatible model
agreement.py  how far a judge agrees with people, on a labelled set

ragas is the extra `evals`; nothing else here needs it, and the server never imports it.
"""
