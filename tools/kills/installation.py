"""An installation in processes of its own: two servers, two workers, a print house, and time that goes by."""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import IO

from sqlalchemy import select, update

from tasks.assembly import House, build, install
from tools.demo.playing import add_people, first_moment
from workflows.clock import SimulatedClock
from workflows.db import table
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import put_in_force
from workflows.runtime.tables import Installation
from workflows.settings import HOUSE, Settings

COMMAND = [sys.executable, "-c", "from api.commands import main; main()"]
NOT_PROXIED = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_installation = table(Installation)


@dataclass
class Process:
    """One process of the installation, started again whenever it was killed."""

    arguments: list[str]
    environment: dict[str, str]
    log: IO[bytes]
    running: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts it."""
        self.running = subprocess.Popen(
            [*COMMAND, *self.arguments], env=self.environment, stdout=self.log, stderr=self.log, cwd=HOUSE
        )

    def end(self, how: signal.Signals) -> None:
        """Ends it, kindly or not."""
        if self.running is not None:
            self.running.send_signal(how)
        self.wait()

    def wait(self) -> None:
        """Waits until it has ended."""
        if self.running is not None:
            try:
                self.running.wait(30)
            except subprocess.TimeoutExpired:
                self.running.kill()
                self.running.wait(30)
            self.running = None


@dataclass
class PrintHouse:
    """Takes letters away at any moment, and keeps a list of the numbers that it had."""

    outgoing: Path
    printed: Path
    had: Counter[int] = field(default_factory=Counter)
    stop: threading.Event = field(default_factory=threading.Event)

    def run(self, rng: random.Random) -> None:
        """Collects until it is told to stop."""
        while not self.stop.wait(rng.uniform(0.01, 0.3)):
            self.collect()

    def collect(self) -> None:
        """Takes what lies there now."""
        self.printed.mkdir(exist_ok=True)
        for path in sorted(self.outgoing.glob("*/[!.]*.pdf")):
            number = int(path.name.partition("-")[0])
            self.had[number] += 1
            path.rename(self.printed / f"{number}-{self.had[number]}.pdf")


class Running:
    """The whole of it, in a folder of its own.

    :param url: of an empty database
    """

    def __init__(self, url: str, folder: Path) -> None:
        self.settings = Settings(database_url=url, store=folder / "store", secure_cookies=False)
        self.clock = SimulatedClock(first_moment())
        self.house: House = build(self.settings, self.clock)
        install(self.house.db, "Newbridge Homes", self.clock, demo=True)
        add_people(self.house)
        with self.house.db.write() as session:
            files = read_folder(HOUSE / "bpmn" / "procedures" / "early_intervention")
            put_in_force(self.house.runtime, session, "early_intervention", files, "user:1", "user:2")
        self.print_house = PrintHouse(folder / "store" / "outgoing", folder / "printed")
        self._log = (folder / "log").open("ab")
        self.ports = [_free_port(), _free_port()]
        self.processes = [self._process(["serve"], port) for port in self.ports]
        self.processes += [self._process(["work", "--name", name], 0) for name in ("north", "south")]

    def _process(self, arguments: list[str], port: int) -> Process:
        return Process(arguments, {**self.environment(), "DUECOURSE_PORT": str(port)}, self._log)

    def environment(self) -> dict[str, str]:
        """What a process is told of the installation."""
        return {
            **os.environ,
            "DUECOURSE_DATABASE": self.settings.database_url,
            "DUECOURSE_STORE": str(self.settings.store),
            "DUECOURSE_INSECURE_COOKIES": "1",
        }

    def start(self) -> None:
        """Starts all processes and waits until both servers answer."""
        for process in self.processes:
            process.start()
        until = time.monotonic() + 90
        while not all(self.answers(port) for port in self.ports):
            if time.monotonic() > until:
                raise RuntimeError(f"the servers do not answer; see {self._log.name}")
            time.sleep(0.2)

    def answers(self, port: int) -> bool:
        """Whether a server answers."""
        with socket.socket() as asking:
            return asking.connect_ex(("127.0.0.1", port)) == 0

    def kill_one(self, rng: random.Random) -> str:
        """Kills a process and starts it again; says which."""
        process = rng.choice(self.processes)
        process.end(signal.SIGKILL)
        process.start()
        return " ".join(process.arguments)

    def pass_a_day(self) -> None:
        """A day goes by for everybody."""
        with self.house.db.write() as session:
            at = session.execute(select(_installation.c.simulated_at)).scalar_one() + timedelta(days=1)
            session.execute(update(_installation).values(simulated_at=at))
        self.clock.move_to(at)

    def stop(self) -> None:
        """Stops all processes kindly."""
        for process in self.processes:
            if process.running is not None:
                process.running.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait()

    def close(self) -> None:
        """Leaves nothing running."""
        for process in self.processes:
            process.end(signal.SIGKILL)
        self.house.close()
        self._log.close()
        shutil.rmtree(self.print_house.printed, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])
