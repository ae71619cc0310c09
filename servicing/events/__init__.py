"""What the books tell the outside, in order per account and at least once.

model         happenings, events, subscriptions, patience
outbox        events in Postgres, written with the change that caused them
repository    subscriptions, how far each has come, dead letters
delivery      sending, trying again, giving up, deciding on dead letters
transport     webhooks, and the addresses they may go to
signing       signatures, and how a consumer checks one
jobs          the background work, on procrastinate
"""
