"""support owns SLEs and their days, requests for support, and what is agreed, worked and ended on them.

Publishes: `support.sles` and `support.cases`.
Listens to: `registry.schools` (members and introduced schools) and `registry.people` (who works where, as what).
"""
