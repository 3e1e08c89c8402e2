"""How the installation is, for the machine that watches it: nobody's data, so nobody need sign in."""

from typing import Any

from fastapi import APIRouter, Response

from api.doors import AHouse, Door
from api.problems import PROBLEMS
from tasks import health
from workflows.errors import TryAgain

router = APIRouter(responses=PROBLEMS, route_class=Door, tags=["health"])


@router.get("/health/live")
def live() -> dict[str, bool]:
    """Whether this process answers; it asks nothing else."""
    return {"ok": True}


@router.get("/health/ready")
def ready(house: AHouse, answer: Response) -> dict[str, Any]:
    """Whether work can be done: database, disk, queue, workers; 503 where not, with what is wrong."""
    findings = health.findings(house)
    fine = all(each.fine for each in findings)
    if not fine:
        answer.status_code = 503
        answer.headers["Retry-After"] = str(TryAgain.retry_after)
    return {
        "ok": fine,
        "simulated_clock": house.runtime.clock.simulated,
        "checks": {each.about: {"ok": each.fine, "sentence": each.sentence} for each in findings},
    }


@router.get("/api/health")
def health_of_api(house: AHouse, answer: Response) -> dict[str, Any]:
    """The same, where it was asked for before."""
    return ready(house, answer)
