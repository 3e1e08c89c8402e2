"""Consent that is taken back by two at once, or while somebody refers anew on it: on either database nothing leaks."""

from datetime import date

from cases.referrals.referring import ConsentWanted, open_referrals
from cases.referrals.rows import ToTell
from cases.referrals.taking_back import NotToTakeBack
from tasks.acts import consent, records, referrals
from tests.house import Landlord
from tests.together import at_once

RANG = {"taken_back_on": date(2026, 3, 2), "how": "She rang the office"}


def refer(landlord: Landlord, who: str = "olive") -> int:
    said = {"partner": "money_advice", "reason": "Debts", "consent_how": "On the phone"}
    return referrals.make(landlord.house, landlord.person(who), 1, **said, consent_on=date(2026, 3, 2)).id


def followed(landlord: Landlord, account: int) -> list[int]:
    with landlord.house.db.read() as session:
        found = open_referrals(session, date(2026, 3, 2), account).get(account)
    return [each.id for each in found.followed] if found else []


def entries(landlord: Landlord) -> list[int]:
    record = records.look_at_person(landlord.house, landlord.person("tess"), 1).entries
    return [each.content["referral"] for each in record if each.kind == "referral taken back" and each.content]


def test_two_who_take_back_two_alike_at_once_do_it_once(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    first, twin = refer(landlord), refer(landlord)

    def take_back(who: str, number: int) -> None:
        referrals.take_back(landlord.house, landlord.person(who), 1, number, **RANG)

    results = at_once(lambda: take_back("olive", first), lambda: take_back("sam", twin))
    assert sorted(type(each).__name__ for each in results) == ["NoneType", NotToTakeBack.__name__]
    assert sorted(entries(landlord)) == [first, twin]
    assert followed(landlord, account) == []


def test_what_is_made_in_the_moment_of_taking_back_counts_for_nothing(landlord: Landlord) -> None:
    account = landlord.add_tenancy("1")
    number = refer(landlord)
    olive, house = landlord.person("olive"), landlord.house
    made, _ = at_once(lambda: refer(landlord, "sam"), lambda: referrals.take_back(house, olive, 1, number, **RANG))
    assert isinstance(made, int | ConsentWanted), made
    assert followed(landlord, account) == []


def test_a_mistake_is_undone_and_the_partner_told_on_either_database(landlord: Landlord) -> None:
    account, house = landlord.add_tenancy("1"), landlord.house
    olive, tess, day = landlord.person("olive"), landlord.person("tess"), date(2026, 3, 2)
    first, twin = refer(landlord), refer(landlord)
    referrals.take_back(house, olive, 1, first, **RANG)
    referrals.partner_told(house, olive, 1, first, told_on=day, how="By telephone")
    restored = consent.restore(house, tess, 1, first, reason="It was Bo who rang", also=[twin])
    assert (restored.referrals, restored.cases) == ([first, twin], {})
    assert [each.referral.to_tell for each in referrals.list_(house, olive)] == [ToTell.MISTAKE, ToTell.MISTAKE]
    referrals.partner_told(house, olive, 1, twin, told_on=day, how="By telephone")
    assert referrals.list_(house, olive) == []
    assert followed(landlord, account) == [], "what was closed stays closed"
    assert refer(landlord) in followed(landlord, account)
