"""Who goes on for a school: the step that joining and introducing share."""

from services.registry.domain.refusals import AlreadyAMember
from services.registry.use_cases.ports import Work
from shared.kernel.ids import Urn


async def certain_successor(urn: Urn, work: Work) -> Urn | None:
    """Who goes on for that URN, if that is certain; refuses when that one is a member already."""
    found = (await work.register.successions([urn], work.now)).get(urn)
    if not isinstance(found, int):
        return None
    heir = await work.schools.lock_by_urn(Urn(found))
    if heir is not None and heir.is_member and heir.joined_on is not None:
        raise AlreadyAMember(heir.name, heir.joined_on)
    return Urn(found)
