"""Our cases on others' benches.

samples.py        cases as the rows of a data set, and scores as theirs; imports no bench
inspect_task.py   the task that `inspect eval` runs; needs the extra `inspect`
"""
