"""The process that examines: one request a line, one answer a line, within limits."""

import base64
import json
import logging
import os
import pickle
import resource
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from tasks import rehearsing
from tasks.assembly import House, build
from workflows.clock import SimulatedClock
from workflows.editions.changes import Changes
from workflows.errors import Refused
from workflows.proofs.certificate import Examined
from workflows.runtime.examining import Examination, examine_changes
from workflows.settings import Settings

log = logging.getLogger(__name__)


def main() -> None:
    """Answers until nobody asks any more."""
    said = json.loads(sys.stdin.buffer.readline())
    settings = Settings(**{**said["settings"], **{each: Path(said["settings"][each]) for each in ("store", "bpmn")}})
    memory = said["limits"]["megabytes"] * 1_000_000
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    os.nice(10)
    house: House | None = None
    for line in sys.stdin.buffer:
        house = house or build(settings)
        answer = json.dumps(_answer(house, json.loads(line), said["limits"]["seconds"]))
        sys.stdout.buffer.write(answer.encode() + b"\n")
        sys.stdout.buffer.flush()


def _answer(house: House, request: dict[str, Any], seconds: int) -> dict[str, Any]:
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = int(used.ru_utime + used.ru_stime) + seconds + 1
    resource.setrlimit(resource.RLIMIT_CPU, (until, resource.getrlimit(resource.RLIMIT_CPU)[1]))
    examination = None
    try:
        examination = _examined(house, request)
        if not examination.objections:
            rehearsing.must_be_as_meant(house, examination)
    except MemoryError:
        sys.exit(1)
    except Exception as error:
        # Whoever asked finds the same, and tells it in its own words; it is known now that it does not take long.
        if not isinstance(error, Refused):
            log.exception("examining failed")
    if examination is None:
        return {"procedures": {}, "rehearsed": []}
    return {
        "procedures": {name: _proved(each) for name, each in examination.procedures.items()},
        "rehearsed": [
            {"book": book, "name": name, "certificate": sha256, "against": found.against, "untold": found.untold}
            for (book, name, sha256), found in rehearsing.known().items()
            if book == examination.book.sha256
        ],
    }


def _proved(examined: Examined) -> dict[str, Any]:
    return {
        "proof": base64.b64encode(pickle.dumps(examined.proof)).decode(),
        "objections": examined.objections,
        "announced": examined.announced,
        "certificate": examined.certificate,
    }


def _examined(house: House, request: dict[str, Any]) -> Examination:
    clock = house.runtime.clock
    if isinstance(clock, SimulatedClock) and request["simulated"] is not None:
        clock.move_to(max(clock.now(), datetime.fromisoformat(request["simulated"])))
    house.follow_edition()
    changes: Changes = {
        path: base64.b64decode(content) if content is not None else None for path, content in request["changes"].items()
    }
    with house.db.read() as session:
        return examine_changes(house.runtime, session, house.book.with_changes(changes), changes)


if __name__ == "__main__":
    main()
