"""τ³-bench's banking desk served by our stack, as an agent of a name of its own.

calls.py         what a call is held to, and where each value came from; pure, imports no bench
consent.py       the card that a user is shown, and whether they agreed to it; pure
conversation.py  model port ⇄ guard as a graph that stops before every tool; imports no bench
agent.py         the agent as τ³-bench runs it; needs its package, tau2
__main__.py      python -m evals.external.tau: real scores, with a provider's key

Neither the tasks' expected actions nor their documents are read: the agent isn't given the task,
and a retrieval setting that puts the needed documents into the policy is refused.
"""
