"""A team leader moves a case to a newer version in the pages, and takes it back."""

from tests.web.conftest import Office
from workflows.runtime.publishing import put_in_force


def newer(office: Office) -> None:
    house = office.landlord.house
    files = house.book.procedure("arrears")
    files["arrears.bpmn"] = files["arrears.bpmn"].replace(
        b'name="Contact the customer"', b'name="Speak with the customer"'
    )
    with house.db.write() as session:
        put_in_force(house.runtime, session, "arrears", files, "user:4", "user:5")
    house.follow_edition()


def test_it_is_looked_at_done_and_taken_back(office: Office) -> None:
    tess, olive = office.browser("tess"), office.browser("olive")
    address = f"/cases/{office.case}/version"
    tess.get(address)
    assert "It is on that version already." in tess.words()
    newer(office)
    olive.get(f"/cases/{office.case}")
    assert "Move it to another version" not in olive.words()
    olive.get(address)
    assert "it is called “Speak with the customer”" in olive.words()
    assert "Why is it moved?" not in olive.words()
    tess.get(f"/cases/{office.case}")
    assert "Move it to another version" in tess.words()
    tess.get(address)
    tess.send(address, reason="")
    assert "Say why the case is moved" in tess.words()
    tess.get(address)
    tess.send(address, reason="The new words are clearer")
    assert "From version 1 to version 2. Reason: The new words are clearer" in tess.words()
    assert "Speak with the customer" in tess.words()
    assert ("case looked at", office.landlord.person("olive").actor) in office.kinds()
    tess.get(address)
    tess.send(f"{address}/back", reason="Not this one")
    assert "From version 2 to version 1 again. Reason: Not this one" in tess.words()
    tess.get(address)
    tess.send(f"{address}/back", reason="Twice")
    assert "something has happened in it" in tess.words()
    assert office.kinds().count(("version moved", office.landlord.person("tess").actor)) == 2


def test_a_case_that_cannot_be_moved_says_why(office: Office) -> None:
    house = office.landlord.house
    files = house.book.procedure("arrears")
    drawn = files["arrears.bpmn"].replace(b'id="wait_after_letter_1"', b'id="wait_first"')
    files["arrears.bpmn"] = (
        drawn.replace(b">wait_after_letter_1<", b">wait_first<")
        .replace(b'Ref="wait_after_letter_1"', b'Ref="wait_first"')
        .replace(b'bpmnElement="wait_after_letter_1"', b'bpmnElement="wait_first"')
    )
    office.landlord.add_tenancy("100003")
    office.landlord.look()
    case = office.landlord.case_of(3)
    with house.db.write() as session:
        put_in_force(house.runtime, session, "arrears", files, "user:4", "user:5")
    house.follow_edition()
    tess = office.browser("tess")
    tess.get(f"/cases/{case}/version")
    assert "It cannot be moved from where it stands." in tess.words()
    assert "“Time to reply to letter 1” is not there any more, and the case stands at it." in tess.words()
