"""What a colleague was asked who can answer no more comes back, on either database, and is answered once."""

import pytest
from sqlalchemy import update

from cases.consulting.asking import AlreadyAnswered, NotAsked
from cases.tables import Account
from tasks.acts import consulting, users
from tests.house import Landlord
from workflows.clock import london_date
from workflows.db import table


def test_it_comes_back_with_why_and_goes_again_with_the_patch(landlord: Landlord) -> None:
    house = landlord.house
    landlord.add_tenancy("1")
    elsewhere = landlord.add_tenancy("2", weeks_owed=0)
    with house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.id == elsewhere).values(patch="West 1"))
    landlord.look()
    case, by = landlord.case_of(1), london_date(landlord.clock.now())
    olive, tess = landlord.person("olive"), landlord.person("tess")
    number = consulting.ask(house, olive, case, of="tess", question="Assured or secure?", answer_by=by)
    assert [each.came_back for each in consulting.of_case(house, olive, case).questions] == [""]
    with pytest.raises(NotAsked):
        consulting.answer(house, olive, case, number, words="Secure")
    users.change(house, landlord.person("ada"), "tess", patches=["West 1"], reason="Another patch")
    (back,) = consulting.list_(house, olive)
    assert (back.came_back, back.mine) == ("Tess sees the patch of this case no more.", True)
    assert consulting.list_(house, landlord.person("tess")) == []
    # The home goes to her new patch: she sees the case, and it is hers to answer.
    with house.db.write() as session:
        session.execute(update(table(Account)).where(table(Account).c.id == 1).values(patch="West 1"))
    assert consulting.list_(house, olive) == []
    assert [each.row.id for each in consulting.list_(house, landlord.person("tess"))] == [number]
    consulting.answer(house, landlord.person("tess"), case, number, words="Secure")
    for person in (olive, tess):
        with pytest.raises((AlreadyAnswered, NotAsked)):
            consulting.answer(house, person, case, number, words="Assured")
    (answered,) = consulting.of_case(house, olive, case).questions
    assert (answered.row.answer, answered.came_back, answered.mine) == ("Secure", "", False)
