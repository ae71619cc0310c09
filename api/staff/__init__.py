"""The desk over HTTP: what waits for people, a case in full, and their decisions.

endpoints.py   the routes; each signature names the scope that opens it
schemas.py     what they take and give, besides the desk's own views
queue.py       drafts, disputes and hand-offs in one order, by pages
assist.py      what is shown beside a conversation: advice, clocks, what to do next
talks.py       conversations as staff read them, and the note of who looked, on Postgres
handoffs.py    conversations that wait for a person, on Postgres
errors.py      what is refused, and with which status
"""
