"""Money at the bank: what is asked of it in files, what it answers, and the demo's own bank.

    ach          the file format (NACHA), written and read
    numbers      routing and account numbers, which the demo derives
    outgoing     one file a banking day: payments to take, draws to pay out
    incoming     the bank's files read: settled, returned
    simulated    a bank that does what its table says
    repository   all of it in Postgres

A posting or a return of a bank payment comes from a file and from nowhere else. A file is read
whole or not at all, once:

    BadFile      the file can't be trusted; the message says which record and why
"""
