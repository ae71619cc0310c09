"""What the books say to the outside: one mapping from the domain to the shapes of the contract.

    shape       what every shape has in common; dollars from `Money`
    account     the snapshot
    ledger      transactions, statements, explanations, what interest costs, the payoff, paying down
    payments    payments and their pages
    quotes      quotes, outcomes, refusals
    rights      rights with their clocks
    books       every question and quote of one borrower, in shapes

`tools.clients.embedded` and the HTTP face both speak these shapes, so that a lender's own core
sees the same contract that the assistant was built on. A shape is frozen, refuses unknown
members, and dumps to JSON with amounts as strings ("1234.56") and dates in ISO 8601.
"""
