"""The embedded system of record of a line of credit.

    money, calendar, clock      cents, business days and cycles, time
    products/                   what is offered, as data
    ledger/                     the journal; reconciliation; idempotency keys
    billing/                    interest, grace, minimum, allocation, fees: pure arithmetic
    accounts/                   the line: aggregate, postings, cycles, projections, rows
    payments/                   rules, receipt, settlement, return, autopay, lateness
    disputes/, contacts/        clocks; rights and flags
    corrections/, backposts/    reversals; what counts from a past day, lived again
    quotes/                     quote, confirm, post
    contract/                   the shapes that leave the books, and every question in them
    http/                       the books' own HTTP application: the contract over the wire
    events/                     what the books tell the outside
    nightly, nights/            a line's day; running the nights
    session                     the two roles: a borrower reads their rows, servicing writes
    demo/                       the demo portfolio
    database/                   the embedded Postgres and the migrations

The rules work on a `Line` in memory and know nothing of Postgres; repositories load it under a
lock and write what changed. What a borrower can recover from comes back as a value:

    Refusal                     code, plain words, figures
        amounts and dates       amount_too_small, amount_above_balance, amount_not_in_cents,
                                nothing_due, date_in_past, date_too_far, no_plan
        payments                too_many_pending, no_bank_linked, payment_unknown,
                                already_cancelled, too_late_to_cancel
        holds                   bankruptcy_hold, deceased_hold, charged_off_hold
        confirming              unknown_quote, quote_expired, books_moved
        charges                 transaction_unknown, not_a_charge

and what nobody in the conversation can mend is raised:

    UnknownBorrower             no line belongs to the borrower
    IdempotencyConflict         a key was used for another request
    UnbalancedTransaction       a defect, refused by code and again by Postgres
    UnknownRight                a kind of right the books don't know
    CannotGoBack                the demo's clock only moves forward
    PostgresUnavailable, MigrationError
"""
