"""Rights that people answer in writing: complaints, and disputes of what a bureau was told.

model.py       what is answered, how, and by when
taxonomy.py    what a complaint is about, in the CFPB's public words (`taxonomy.yaml`)
decisions.py   an answer: drafted by one person, agreed to by another
repository.py  steps, answers and tags in Postgres
work.py        what staff do: acknowledge, tag, take longer, draft, agree, send
trend.py       how many complaints a week, and where they rise
"""
