"""S1-20: who sees what of a customer depends on role and patch, and each look and export is in their record."""

from sqlalchemy import insert, update

from cases.tables import Account, AccountParty
from tasks.people import add_user
from tests.duties.officers import Officers
from tests.house import PASSWORD
from workflows.db import table

CALL = {"direction": "out", "channel": "phone", "said": "x", "outcome": "spoke", "reached": True}
DOORS = (
    ("GET", "", {}),
    ("GET", "/contacts", {}),
    ("GET", "/record", {}),
    ("POST", "/contacts", CALL),
    ("POST", "/promises", {"amount_pence": 1, "due_on": "2026-03-03"}),
    ("POST", "/details", {"kind": "phone", "value": "01632 960002"}),
    ("POST", "/needs", {}),
    ("POST", "/preferences", {"way": "text", "wish": "allowed", "source": "x"}),
    ("POST", "/household", {"relation": "child"}),
    ("POST", "/household/1/end", {"reason": "x"}),
    (
        "POST",
        "/representatives",
        {"name": "x", "role": "deputy", "acts": ["discuss"], "evidence": "x", "from_on": "2026-03-02"},
    ),
    ("POST", "/representatives/1/end", {"reason": "x"}),
    ("POST", "/vulnerabilities", {"kind": "age", "detail": "x", "source": "x", "review_on": "2026-03-09"}),
    ("POST", "/vulnerabilities/1/review", {"review_on": "2026-03-09"}),
    ("POST", "/vulnerabilities/1/end", {"reason": "x"}),
    ("POST", "/referrals", {"partner": "repairs", "reason": "x"}),
    ("POST", "/referrals/1/chase", {}),
    ("POST", "/referrals/1/close", {"outcome": "x"}),
)


def west(officers: Officers) -> int:
    """A second tenancy, of another patch, with an officer of its own; the number of its tenant."""
    account = officers.landlord.add_tenancy("2")
    accounts = table(Account)
    with officers.landlord.house.db.write() as session:
        session.execute(update(accounts).where(accounts.c.id == account).values(patch="West 2"))
        add_user(session, "east", "East", PASSWORD, ["officer"], officers.landlord.clock, patches=["East 1"])
    return officers.tenant_of(account)


def test_a_person_of_another_patch_is_at_every_door_as_if_there_were_none(officers: Officers) -> None:
    other = west(officers)
    for method, door, body in DOORS:
        there = officers.ask("east", method, f"/persons/{other}{door}", 404, **body)
        missing = officers.ask("east", method, f"/persons/77777{door}", 404, **body)
        assert there["detail"] == f"There is no person with the number {other}.", door
        assert missing["detail"] == "There is no person with the number 77777.", door
    assert officers.get("east", "/persons/1")["person"]["customer"]["id"] == 1
    assert [each["reference"] for each in officers.get("east", "/persons?search=tenant")["persons"]] == ["C1"]
    assert len(officers.get("olive", "/persons?search=tenant")["persons"]) == 2


def test_an_account_of_another_patch_is_not_shown_with_a_person_who_has_one_in_each(officers: Officers) -> None:
    other = west(officers)
    with officers.landlord.house.db.write() as session:
        session.execute(insert(table(AccountParty)).values(account_id=2, customer_id=1))
    officers.post("olive", "/persons/1/contacts", **{**CALL, "said": "About the west"}, account=2)
    officers.post("olive", "/persons/1/contacts", **{**CALL, "said": "About the east"}, account=1)
    seen = officers.get("east", "/persons/1")["person"]
    assert [each["account"]["id"] for each in seen["accounts"]] == [1]
    assert [each["said"] for each in seen["contacts"]] == ["About the east"]
    assert officers.get("east", "/persons/1/contacts")["total"] == 1
    officers.post("east", "/persons/1/contacts", 404, **CALL, account=2)
    assert other


def test_who_owns_procedures_sees_nobody_and_each_look_is_recorded(officers: Officers) -> None:
    refused = officers.get("pat", "/persons/1", 403)
    assert refused["type"] == "urn:duecourse:not-your-role"
    officers.get("pat", "/persons?search=ann", 403)
    officers.post("cora", "/persons/1/contacts", 403, **CALL)
    officers.get("sam", "/persons/1")
    officers.get("cora", "/persons/1/export")
    officers.get("olive", "/persons/1/export", 403)
    told = [(entry["kind"], entry["actor"]) for entry in officers.get("cora", "/persons/1/record")]
    assert ("person looked at", "user:2") in told
    assert ("record exported", "user:5") in told
