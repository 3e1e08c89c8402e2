"""Officers at the API of a landlord, as a programme of theirs would ask it."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import make_app
from cases.tables import AccountParty
from tasks.nightly import do_what_is_due
from tasks.signing import sign_in
from tests.house import PASSWORD, Landlord
from workflows.db import table


@dataclass
class Officers:
    """The people of a landlord, each with a token."""

    landlord: Landlord
    client: TestClient = field(init=False)
    _tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.client = TestClient(make_app(self.landlord.house), raise_server_exceptions=True)

    def ask(self, who: str, method: str, path: str, wanted: int = 0, **body: Any) -> Any:
        """Somebody asks the API; gives the JSON of the answer, which must have the wanted status (200 or 201)."""
        if who not in self._tokens:
            self._tokens[who], _ = sign_in(self.landlord.house.db, self.landlord.clock, who, PASSWORD, "test", "token")
        headers = {"Authorization": f"Bearer {self._tokens[who]}"}
        answer = self.client.request(method, f"/api{path}", headers=headers, json=body if method != "GET" else None)
        assert answer.status_code == wanted or (not wanted and answer.status_code in {200, 201}), answer.text
        return answer.json()

    def get(self, who: str, path: str, wanted: int = 0) -> Any:
        """Somebody reads."""
        return self.ask(who, "GET", path, wanted)

    def post(self, who: str, path: str, wanted: int = 0, **body: Any) -> Any:
        """Somebody does something."""
        return self.ask(who, "POST", path, wanted, **body)

    def tenant_of(self, account: int) -> int:
        """The number of an account's tenant."""
        party = table(AccountParty)
        with self.landlord.house.db.read() as session:
            return int(session.execute(select(party.c.customer_id).where(party.c.account_id == account)).scalar_one())

    def work(self) -> None:
        """The machine does what is due; no account is looked at."""
        do_what_is_due(self.landlord.house)

    def begin(self, who: str, procedure: str, reason: str) -> int:
        """Somebody begins a procedure about the first account; gives its case."""
        case = self.post(who, f"/procedures/{procedure}/cases", account="1", reason=reason)["case"]
        return int(case)

    def open_steps(self, case: int) -> dict[str, dict[str, Any]]:
        """The steps of a case that wait for a person, by name."""
        return {each["step"]: each for each in self.get("tess", f"/cases/{case}")["steps"]}

    def complete(self, who: str, case: int, step: str, wanted: int = 0, **answers: Any) -> Any:
        """Somebody completes a step of a case."""
        task = self.open_steps(case)[step]["task_id"]
        return self.post(who, f"/steps/{task}/complete", wanted, answers=answers)

    def bring(self, who: str, case: int, step: str, question: str, content: bytes) -> str:
        """Somebody brings a file for a question of a step; gives what names it in the answers."""
        task = self.open_steps(case)[step]["task_id"]
        headers = {"Authorization": f"Bearer {self._tokens[who]}", "Content-Type": "application/octet-stream"}
        path = f"/api/steps/{task}/files?question={question}&name=letter.pdf"
        answer = self.client.post(path, headers=headers, content=content)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["sha256"])

    def pass_days(self, days: int) -> None:
        """Days go by in one leap, and what is due by then is done; who asks then signs in anew."""
        self.landlord.clock.move_to(self.landlord.clock.now() + timedelta(days=days))
        self.landlord.bring_in()
        self.work()
        self._tokens.clear()


SPOKEN = {
    "contacts_made": [
        {
            "person": "C1",
            "channel": "phone",
            "reached": True,
            "identity_checked": "Date of birth",
            "acting": False,
            "outcome": "spoke",
            "cause": "other_debts",
            "said": "Two jobs, and one is lost",
            "difficulty_reading": False,
            "vulnerable": False,
        }
    ],
    "agreement_reached": False,
}
"""What an officer says of the talk with the tenant."""
SHEET = {
    "tried_each_tenant": True,
    "budget_made": True,
    "claim_waits": False,
    "needs_known": False,
    "vulnerability_known": False,
    "overdue_enough": True,
    "vulnerability_weighed": "It was asked at the talk, and nothing was said",
    "alternatives": "A plan was offered twice.",
    "evidence": "The contact log.",
}
"""The pre-action sheet as the record bears it out."""
