"""Officers at the API of a landlord, as a programme of theirs would ask it."""

from dataclasses import dataclass, field
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from api.app import make_app
from cases.tables import AccountParty
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
