"""finance: knows what the alliance earns, will earn and may earn, and where each figure came from.

Owns: grants, and the ledger in which every fact about money is posted.
Publishes: `finance.grants` (what became of them) and `finance.income` (the projection of a year).
Listens to: `bookings.courses`, `support.cases` and its own `finance.grants`; `registry.people` for who leads a school.
"""
