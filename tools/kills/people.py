"""Who uses the installation meanwhile, and what they were told was done: officers, and exports that arrive."""

import json
import random
import subprocess
import threading
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from datetime import date, timedelta
from http.client import HTTPException
from pathlib import Path
from typing import Any

from tools.demo.answering import answers
from tools.demo.playing import PASSWORD
from tools.kills.installation import COMMAND, NOT_PROXIED, Running
from workflows.clock import london_date
from workflows.settings import HOUSE


@dataclass
class Told:
    """What clients were told was done.

    :ivar completed: the steps' task ids
    :ivar placed: holds, each with the source by which it is known
    :ivar released: holds
    :ivar imported: numbers of accounts
    :ivar wrong: answers that no client should ever get
    """

    completed: set[str] = field(default_factory=set)
    placed: dict[int, str] = field(default_factory=dict)
    released: set[int] = field(default_factory=set)
    imported: set[int] = field(default_factory=set)
    wrong: list[str] = field(default_factory=list)


class Client:
    """Somebody who works through the API, on whichever server answers."""

    def __init__(self, running: Running, told: Told, username: str, rng: random.Random) -> None:
        self._running, self._told, self._username, self._rng = running, told, username, rng
        self._token = ""

    def run(self, stop: threading.Event) -> None:
        """Works until it is told to stop."""
        number = 0
        while not stop.wait(self._rng.uniform(0.0, 0.1)):
            number += 1
            act = self._rng.random()
            if act < 0.9:
                self._complete()
            elif act < 0.95:
                self._place(f"{self._username}-{number}")
            else:
                self._release()

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> tuple[int, Any]:
        """The status and the answer; status 0 where the connection broke, and nobody knows what was done."""
        port = self._rng.choice(self._running.ports)
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/api{path}",
            data=json.dumps(body).encode() if body is not None else None,
            method=method,
            headers={"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"},
        )
        try:
            with NOT_PROXIED.open(request, timeout=40) as answer:
                return answer.status, json.loads(answer.read() or b"null")
        except urllib.error.HTTPError as error:
            with error:
                said = json.loads(error.read() or b"null")
            if error.code == 401 and path != "/tokens":
                status, token = self._ask("POST", "/tokens", {"username": self._username, "password": PASSWORD})
                self._token = token["token"] if status == 201 else ""
            elif error.code == 500:
                self._told.wrong.append(f"{method} {path}: {said}")
            return error.code, said
        except (OSError, HTTPException, ValueError):
            return 0, None

    def _complete(self) -> None:
        status, listed = self._ask("GET", "/steps")
        if status != 200 or not listed["steps"]:
            return
        step = self._rng.choice(listed["steps"])
        said = answers(self._rng, step["step"], london_date(self._running.clock.now())) or {}
        status, _ = self._ask("POST", f"/steps/{step['task_id']}/complete", {"answers": said})
        if status == 200:
            self._told.completed.add(step["task_id"])

    def _place(self, source: str) -> None:
        if not self._told.imported:
            return
        today = london_date(self._running.clock.now())
        begins = today + timedelta(days=self._rng.randrange(-2, 2))
        body = {
            "kind": self._rng.choice(["dispute", "breathing_space"]),
            "begins_on": begins.isoformat(),
            "ends_on": (begins + timedelta(days=self._rng.randrange(2, 6))).isoformat(),
            "accounts": [f"A{self._rng.choice(sorted(self._told.imported))}"],
            "source": source,
            "reason": "Their adviser has told us.",
        }
        status, said = self._ask("POST", "/holds", body)
        if status == 201:
            self._told.placed[said["hold"]] = source

    def _release(self) -> None:
        standing = sorted(set(self._told.placed) - self._told.released)
        if not standing:
            return
        hold = self._rng.choice(standing)
        status, _ = self._ask("POST", f"/holds/{hold}/release", {"reason": "It was an error."})
        if status == 200:
            self._told.released.add(hold)


class Exports:
    """Exports that arrive again and again, each with one more account; some imports are killed."""

    PER_ACCOUNT = 7

    def __init__(self, running: Running, told: Told, folder: Path, rng: random.Random) -> None:
        self._running, self._told, self._folder, self._rng = running, told, folder, rng

    def run(self, stop: threading.Event) -> None:
        """Imports until it is told to stop."""
        number = max(self._told.imported, default=0)
        while not stop.wait(self._rng.uniform(0.5, 2.0)):
            number += 1
            self.arrive(range(number, number + 1), kill_after=self._rng.choice([None, 1.0, 2.0, 3.0]))

    def arrive(self, numbers: range, kill_after: float | None = None) -> None:
        """One export; it is told of once its import has ended well."""
        folder = self._folder / f"export-{numbers.start}"
        self._write(folder, numbers)
        process = subprocess.Popen(
            [*COMMAND, "import", str(folder), "--report", str(folder / "report.csv")],
            env=self._running.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=HOUSE,
        )  # fmt: skip
        try:
            if process.wait(kill_after or 60) == 0:
                self._told.imported |= set(numbers)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(30)

    def _write(self, folder: Path, numbers: range) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        on: date = london_date(self._running.clock.now())
        customers = ["reference,title,given_name,family_name,representative_name,representative_role"]
        accounts = ["reference,tenure,address,tenancy_start,rent,rent_period,balance,balance_on,tenants"]
        lines = ["account,reference,posted_on,kind,amount,description"]
        for number in numbers:
            deputy = "Helen Marsh,deputy" if number % 2 else ","
            customers.append(f"C{number},Ms,Ann,Tenant{number},{deputy}")
            balance = 100 * self.PER_ACCOUNT
            accounts.append(
                f"A{number},secure,{number} High Street Newbridge,2020-04-06,100.00,weekly,{balance},{on},C{number}"
            )
            weeks = range(self.PER_ACCOUNT)
            lines += [f"A{number},r{week},{on - timedelta(weeks=week)},rent,100.00,Rent" for week in weeks]
        for name, content in (("customers", customers), ("accounts", accounts), ("transactions", lines)):
            (folder / f"{name}.csv").write_text("\n".join(content) + "\n", encoding="utf-8")
