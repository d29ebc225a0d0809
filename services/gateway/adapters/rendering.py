"""Templates, filled."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

from fastapi import Request
from jinja2 import ChainableUndefined, ChoiceLoader, Environment, PackageLoader, PrefixLoader, pass_context
from jinja2.runtime import Context

from services.gateway.adapters.choices import choosing
from services.gateway.adapters.filters import filters
from services.gateway.adapters.services import Missing
from shared import words
from shared.kernel.clock import Clock, london_date

MANIFEST = Path(__file__).parents[1] / "static" / "manifest.json"


class Renderer:
    """Writes pages; made once for a process."""

    def __init__(self, alliance_name: str, clock: Clock) -> None:
        self._always = {"alliance_name": alliance_name, "static": _static_paths(), "many": words.many, "error": _error}
        self._clock = clock
        self._environment = _environment(clock)

    def render(self, template: str, request: Request, visitor: Any, *, said: str | None, **values: Any) -> str:
        """A page for a visitor, or for nobody in particular. `form_key` is fresh: a form sent twice happens once."""
        page = {
            "path": request.url.path,
            "nonce": request.state.nonce,
            "visitor": visitor,
            "csrf": visitor.csrf if visitor else "",
            "form_key": str(uuid4()),
            "said": unquote(said) if said else "",
            "today": london_date(self._clock()),
        }
        return self._environment.get_template(template).render(self._always | page | values)

    def piece(self, template: str, **values: Any) -> str:
        """A piece of a page that is open already: for nobody in particular, and without forms."""
        return self._environment.get_template(template).render(self._always | values)


def _environment(clock: Clock) -> Environment:
    design_system = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    environment = Environment(
        loader=ChoiceLoader([PackageLoader("services.gateway.adapters"), design_system]),
        autoescape=True,
        undefined=ChainableUndefined,  # the design system's macros look into what may not be there
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(filters(clock) | choosing())
    environment.tests["missing"] = _is_missing
    return environment


def _is_missing(value: Any) -> bool:
    return isinstance(value, Missing)


@pass_context
def _error(context: Context, name: str) -> dict[str, str] | None:
    """What is wrong with a field, as the design system's macros take it."""
    errors: dict[str, str] = context.get("errors") or {}
    return {"text": errors[name]} if name in errors else None


def _static_paths() -> dict[str, str]:
    """Where each asset is served from, under the name that its content gives it."""
    names: dict[str, str] = json.loads(MANIFEST.read_text(encoding="utf-8"))
    return {name: f"/static/{file}" for name, file in names.items()}
