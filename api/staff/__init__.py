"""The desk over HTTP: what waits for people, a case in full, and their decisions.

endpoints.py   the routes; each signature names the scope that opens it
schemas.py     what they take and give, besides the desk's own views
queue.py       drafts, disputes and hand-offs in one order, by pages
handoffs.py    conversations that wait for a person, on Postgres
errors.py      what is refused, and with which status
"""
