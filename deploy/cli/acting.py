"""Who acted: gateway knows what those are called who sign in."""

from functools import cached_property

from deploy.cli.alliance import Alliance
from deploy.cli.sorry import Sorry
from shared.words import actor_words, with_code

SIGNED_IN = "user:"
"""How the ids of those begin who act by signing in."""


class Actors:
    """What actors are called; gateway is asked once, and only when somebody acted who signed in."""

    def __init__(self, here: Alliance) -> None:
        self._here = here

    def words(self, actor: str) -> str:
        """The name of an account, whether it has ended or not; else what the id alone tells."""
        name = self._names.get(actor) if actor.startswith(SIGNED_IN) else None
        return name or actor_words(actor)

    def with_id(self, actor: str) -> str:
        """The same with the id, for whoever looks for that elsewhere."""
        words = self.words(actor)
        return actor if words == actor else with_code(words, actor)

    @cached_property
    def _names(self) -> dict[str, str]:
        try:
            accounts = self._here.gateway.get("/accounts")
        except Sorry:  # what was asked for is worth showing without names, too
            return {}
        return {each["actor"]: each["name"] for each in accounts}
