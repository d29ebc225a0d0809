"""Identities. Ids are UUIDs (version 7, so that they sort by birth); a school's public number is its URN."""

from typing import NewType
from uuid import UUID

SchoolId = NewType("SchoolId", UUID)
"""A school as the alliance knows it; it stays when the national register gives the school another URN."""

PersonId = NewType("PersonId", UUID)
"""A person who works at a school or beside the alliance."""

ContactId = NewType("ContactId", UUID)
"""A mailbox, of a person or of an office."""

CourseId = NewType("CourseId", UUID)
"""A course: one offering of it."""

BookingId = NewType("BookingId", UUID)
"""One person's place on a course, or their wish for one."""

CaseId = NewType("CaseId", UUID)
"""A school's request for support, and all that follows from it."""

DeploymentId = NewType("DeploymentId", UUID)
"""An SLE agreed on for a case."""

VisitId = NewType("VisitId", UUID)
"""Days worked on a deployment, logged once."""

GrantId = NewType("GrantId", UUID)
"""A grant applied for, or given by schedule."""

MessageId = NewType("MessageId", UUID)
"""One e-mail to one mailbox."""

Urn = NewType("Urn", int)
"""Unique reference number of the national register (GIAS): six digits, five for children's centres."""
