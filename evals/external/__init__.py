"""Our cases on others' benches, and our stack on others' cases.

samples.py        cases as the rows of a data set, and scores as theirs; imports no bench
inspect_task.py   the task that `inspect eval` runs; needs the extra `inspect`
tau/              τ³-bench's banking desk, served by our model port and guard
"""
