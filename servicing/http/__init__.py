"""The books over HTTP: the contract that any lender's core may implement in our place.

app           the application
endpoints/    one module a noun; every answer is a shape of `servicing.contract`
schemas       request bodies, pages with cursors
tokens        who is asking: a JWT with the borrower as subject and the scope `core`
sessions      what an endpoint works with
replies       idempotency keys: a POST is carried out once and answered the same again
cursors       where a page went on
limits, rate  what a request may weigh, and how often one may ask
problems      errors as problem+json
"""
