"""What the books tell the outside, in order per account and at least once.

model         happenings, events, subscriptions
outbox        events in Postgres, written with the change that caused them
signing       signatures of webhooks, and how a consumer checks one
"""
