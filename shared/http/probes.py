"""Probes and metrics: `/health/live`, `/health/ready`, `/metrics`; every process has them, whatever its roles."""

from fastapi import APIRouter, Response
from fastapi.responses import JSONResponse

from shared.observability.health import Health
from shared.observability.metrics import Metrics


def probes(health: Health, metrics: Metrics) -> APIRouter:
    """The routes for operators; they need no token and tell nothing about people."""
    routes = APIRouter(tags=["operations"])

    @routes.get("/health/live")
    async def live() -> dict[str, str]:  # pyright: ignore[reportUnusedFunction] - FastAPI holds it
        """The process answers."""
        return {"live": "yes"}

    @routes.get("/health/ready")
    async def ready(role: str | None = None) -> JSONResponse:  # pyright: ignore[reportUnusedFunction] - as above
        """200 when the role (without one: every role of this process) makes progress, 503 with the reason if not."""
        known = health.conditions if role is None else {r: c for r, c in health.conditions.items() if r == role}
        if not known:
            return JSONResponse({"detail": f"This process has no role {role!r}."}, 404)
        shown = {
            name: {"ready": each.ready, "since": each.since.isoformat(), "because": each.because}
            for name, each in known.items()
        }
        return JSONResponse(shown, 200 if all(each.ready for each in known.values()) else 503)

    @routes.get("/metrics")
    async def scrape() -> Response:  # pyright: ignore[reportUnusedFunction] - as above
        """What Prometheus reads."""
        for name, each in health.conditions.items():
            metrics.ready.labels(role=name).set(int(each.ready))
        return Response(metrics.text(), media_type="text/plain; version=0.0.4; charset=utf-8")

    return routes
