"""Services asked by the gateway: what they say, and what is made of it when they can't."""

import httpx
import pytest

from services.gateway.adapters.services import Down, Missing, Refused, Service, parts


def service(status: int, kind: str) -> Service:
    """A service that says the same to everything."""
    problem = {"type": f"urn:alliance:problem:{kind}", "detail": "It said why."}
    answers = httpx.MockTransport(lambda _: httpx.Response(status, json=problem))
    return Service("bookings", httpx.AsyncClient(transport=answers, base_url="http://bookings"), "a token")


@pytest.mark.parametrize(("status", "kind"), [(503, "database-away"), (500, "fault")])
async def test_a_service_that_cant_answer_leaves_its_part_out(status: int, kind: str) -> None:
    """Its database is away, or it is wrong: the rest of the page is there, as when it is down itself."""
    [found] = await parts(service(status, kind).get("/courses"))
    assert isinstance(found, Missing)
    with pytest.raises(Down):
        await service(status, kind).get("/courses")


async def test_what_a_service_refuses_is_said_in_its_words() -> None:
    """Also in a part of a page: a head who asks about another school gets no page with a hole in it."""
    with pytest.raises(Refused, match="It said why"):
        await parts(service(403, "not-your-school").get("/courses"))


async def test_a_change_that_a_service_cant_make_is_said_in_its_words() -> None:
    """They tell whether anything was done, and the form stands there again with what was typed."""
    with pytest.raises(Refused, match="It said why"):
        await service(503, "database-away").change("/courses", "key")
