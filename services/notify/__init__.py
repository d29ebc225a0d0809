"""notify: turns facts into e-mail.

Owns: the templates of messages, and what became of each message (deliveries).
Publishes: `notify.messages` (sent, failed).
Listens to: `registry.contacts` (mailboxes) and `registry.schools` (who joined).
"""
