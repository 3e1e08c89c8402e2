"""S2-12: contact data is kept up to date: confirmed with a day, changed with a reason, its history kept."""

from typing import Any

from sqlalchemy import update

from cases.tables import Customer
from tests.duties.officers import Officers
from workflows.db import table


def details(officers: Officers) -> dict[str, Any]:
    rows = officers.get("olive", "/persons/1")["person"]["details"]
    return {row["value"]: row for row in rows}


def test_what_the_export_says_is_unconfirmed_until_somebody_asks(officers: Officers) -> None:
    assert details(officers)["01632 960001"]["confirmed_on"] is None
    officers.post("olive", "/persons/1/details", kind="phone", value="+44 1632 960001", confirmed_how="Rang it")
    now = details(officers)
    assert set(now) == {"+44 1632 960001", "ann@example.com"}
    assert now["+44 1632 960001"]["confirmed_on"] == "2026-03-02"


def test_a_number_is_changed_with_a_reason_and_the_old_one_stays_in_the_history(officers: Officers) -> None:
    new = {"kind": "phone", "value": "07700 900123", "replaces": 0}
    assert "Say why it is changed" in officers.post("olive", "/persons/1/details", 422, **new)["detail"]
    first = officers.post("olive", "/persons/1/details", **new, reason="She changed her number")["number"]
    assert set(details(officers)) == {"07700 900123", "ann@example.com"}
    wrong = {"kind": "phone", "value": "07700 900123", "status": "wrong_number", "replaces": first}
    officers.post("olive", "/persons/1/details", **wrong, reason="A stranger answered")
    rows = officers.get("olive", "/persons/1")["person"]["details"]
    assert [(row["status"], row["replaced_at"] is None) for row in rows if row["kind"] == "phone"] == [
        ("wrong_number", True),
        ("current", False),
    ]
    officers.post("olive", "/persons/1/details", 404, **{**wrong, "replaces": first}, reason="x")
    customers = table(Customer)
    with officers.landlord.house.db.write() as session:
        session.execute(update(customers).values(phone="01632 960777"))
    assert "01632 960777" in details(officers), "a new export is shown beside what is known, unconfirmed"


def test_what_is_no_number_is_refused(officers: Officers) -> None:
    for kind, value in (("phone", "ring me"), ("email", "ann at home"), ("address", " "), ("pigeon", "x")):
        officers.post("olive", "/persons/1/details", 422, kind=kind, value=value)
