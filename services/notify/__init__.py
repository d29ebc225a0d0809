"""notify: turns facts into e-mail.

Owns: the templates of messages, and what became of each message (deliveries).
Publishes: `notify.messages` (sent, failed).
Listens to: `registry.contacts` (mailboxes), `registry.schools` and `registry.people` (who joined, names, erasures),
`bookings.courses` (places), `support.cases` (declined, deployed, ended) and `finance.grants` (received, refused). Of
these it keeps the little that its messages speak of.
"""
