"""Identities. Ids are UUIDs (version 7, so that they sort by birth); a school's public number is its URN."""

from typing import NewType
from uuid import UUID

SchoolId = NewType("SchoolId", UUID)
"""A school as the alliance knows it; it stays when the national register gives the school another URN."""

PersonId = NewType("PersonId", UUID)
"""A person who works at a school or beside the alliance."""

ContactId = NewType("ContactId", UUID)
"""A mailbox, of a person or of an office."""

MessageId = NewType("MessageId", UUID)
"""One e-mail to one mailbox."""

Urn = NewType("Urn", int)
"""Unique reference number of the national register (GIAS): six digits, five for children's centres."""
