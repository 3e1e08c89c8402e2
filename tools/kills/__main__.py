"""``python -m tools.kills --seed 7 --kills 100 --database sqlite``."""

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tools.kills.killing import run


def main() -> int:
    """Runs it; 1 where something was lost or done twice."""
    asked = argparse.ArgumentParser(prog="python -m tools.kills", description=__doc__)
    asked.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    asked.add_argument("--kills", type=int, default=100)
    asked.add_argument("--database", default="sqlite", help="sqlite, or the address of an empty PostgreSQL database")
    given = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="duecourse-kills-") as folder:
        url = f"sqlite:///{folder}/duecourse.db" if given.database == "sqlite" else given.database
        outcome = run(url, Path(folder), given.seed, given.kills)
        print(f"seed {given.seed}: {outcome.did}")
        for sentence in outcome.wrong:
            print(f"WRONG: {sentence}")
        log = Path(folder, "log").read_text(errors="replace")
        if outcome.wrong:
            print(log[-5000:])
    return 1 if outcome.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
