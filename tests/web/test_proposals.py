"""The pages of proposed procedures."""

from tasks.earlier import ARREARS
from tests.web.conftest import Office
from workflows.runtime.procedures import read_folder
from workflows.runtime.publishing import examine_proposal, propose


def proposed(office: Office) -> int:
    files = read_folder(ARREARS)
    files["arrears.bpmn"] = files["arrears.bpmn"].replace(b"Contact the customer", b"Speak with the customer")
    house = office.landlord.house
    with house.db.write() as session:
        return propose(house.runtime, session, "arrears", files, office.landlord.person("pat").actor).id


def test_a_colleague_publishes_in_the_pages(office: Office) -> None:
    number = proposed(office)
    officer, owner, second = office.browser("olive"), office.browser("pat"), office.browser("cora")
    assert "Pat proposed a version of arrears" in (officer.get("/procedures"), officer.words())[1]
    officer.get(f"/proposals/{number}")
    assert "Publish this version" not in officer.words()
    owner.get(f"/proposals/{number}")
    assert "You proposed this version yourself" in owner.words()
    second.get(f"/proposals/{number}")
    said = second.words()
    assert "new, changed or gone: arrears.bpmn" in said
    assert "The procedure does not draw evict." in said
    examined = examine_proposal(office.landlord.house.runtime, number)
    assert said.count("Proved") + said.count("Guarded") == len(examined.procedures["arrears"].proof.verdicts) > 1
    ids = {f"#{each}" for each in second.tree().xpath("//@id")}
    links = {str(each) for each in second.tree().xpath("//*[local-name()='svg']//@href")}
    assert {each for each in links if each.startswith("#")} <= ids
    second.send(f"/proposals/{number}/publish", certificate="")
    assert "Say which certificate you looked at" in second.words()
    second.get(f"/proposals/{number}")
    second.send(f"/proposals/{number}/publish", certificate="0" * 64)
    assert "Look at the proposal again before you publish it" in second.words()
    second.get(f"/proposals/{number}")
    second.send(f"/proposals/{number}/publish")
    assert "Version 2" in second.words()
    assert "Pat, Cora" in second.words()


def test_withdrawing_in_the_pages(office: Office) -> None:
    number = proposed(office)
    second = office.browser("cora")
    second.get(f"/proposals/{number}")
    second.send(f"/proposals/{number}/withdraw", reason="")
    assert "Say why" in second.words()
    second.get(f"/proposals/{number}")
    second.send(f"/proposals/{number}/withdraw", reason="Not yet")
    assert "proposed a version" not in (second.get("/procedures"), second.words())[1]


def test_what_it_would_mean_for_live_cases(office: Office) -> None:
    number = proposed(office)
    owner, leader, officer = office.browser("pat"), office.browser("tess"), office.browser("olive")
    owner.get(f"/proposals/{number}")
    assert "What it would mean for live cases" in owner.words()
    owner.get(f"/proposals/{number}/cases")
    assert "2 cases of the last ninety days replayed: 2 would have gone the same way." in owner.words()
    assert "RA-100001-1" not in owner.words()
    assert officer.get(f"/proposals/{number}/cases").status_code == 403
    assert leader.get(f"/proposals/{number}/cases").status_code == 403
    both = office.browser("ada")
    both.get(f"/proposals/{number}/cases")
    assert "RA-100001-1, version 1" in both.words()
