"""registry owns schools (as the national register, GIAS, knows them), membership, people and their mailboxes.

It tells `registry.schools`, `registry.people` and `registry.contacts`; it listens to nobody.
"""
