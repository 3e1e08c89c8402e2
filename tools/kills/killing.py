"""One run: begin, work and kill, come to rest, check."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from cases import holds
from tasks import nightly
from tools.kills.checking import findings
from tools.kills.installation import Running
from tools.kills.people import Client, Exports, Told

OFFICERS = ("olive", "sam", "tess")


@dataclass(frozen=True)
class Outcome:
    """What a run found.

    :ivar wrong: sentences; empty where nothing is wrong
    :ivar did: how much was done meanwhile, so that an idle run is not taken for a good one
    """

    wrong: list[str]
    did: dict[str, int]


def run(url: str, folder: Path, seed: int, kills: int, say: Callable[[str], None] = print) -> Outcome:
    """Kills so many processes of a new installation while people use it, and checks what is left.

    :param url: of an empty database
    :param folder: an empty folder
    """
    rng = random.Random(seed)
    running, told = Running(url, folder), Told()
    exports = Exports(running, told, folder, random.Random(rng.random()))
    exports.arrive(range(1, 7))
    stop = threading.Event()
    clients = [Client(running, told, name, random.Random(rng.random())) for name in OFFICERS]
    acts: list[Callable[[], None]] = [lambda each=each: each.run(stop) for each in (*clients, exports)]  # type: ignore[misc]
    acts.append(lambda: running.print_house.run(random.Random(seed)))
    threads = [threading.Thread(target=act, daemon=True) for act in acts]
    try:
        running.start()
        for thread in threads:
            thread.start()
        for number in range(kills):
            time.sleep(rng.uniform(0.2, 4.0))
            if rng.random() < 0.4:
                running.pass_a_day()
            say(f"seed {seed}, kill {number + 1} of {kills}: {running.kill_one(rng)}")
        time.sleep(2)
        stop.set()
        for thread in threads[:-1]:
            thread.join(120)
        _come_to_rest(running)
        running.print_house.stop.set()
        threads[-1].join(20)
        wrong = findings(running, told)
    finally:
        stop.set()
        running.print_house.stop.set()
        running.close()
    did = {
        "steps completed": len(told.completed),
        "holds placed": len(told.placed),
        "holds released": len(told.released),
        "accounts imported": len(told.imported),
        "letters sent": sum(running.print_house.had.values()),
    }
    return Outcome(wrong, did)


def _come_to_rest(running: Running) -> None:
    """The processes have some seconds, and stop; what they left undone is done here, as the next start would do it."""
    time.sleep(3)
    running.stop()
    running.pass_a_day()
    for _ in range(2):
        nightly.do_what_is_due(running.house)
        holds.reconcile(running.house.runtime)
        nightly.look_at_accounts(running.house)
    nightly.do_what_is_due(running.house)
    nightly.seal(running.house)
