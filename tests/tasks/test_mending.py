"""A procedure of a draft is mended: seen first, then taken into the draft, then proposed like any change."""

import pytest

from tasks.acts import mending, rule_book
from tests.house import Landlord
from tests.tasks.test_rule_book import drafted, replaced
from workflows.diagrams.mending import Change, mended
from workflows.editions.proposals import ChangedMeanwhile
from workflows.runtime.publishing import NotLawful

ARREARS = "procedures/arrears/arrears.bpmn"


def broken(landlord: Landlord) -> int:
    """A draft in which the talk before the second letter was left out."""
    without = mended(landlord.house.book[ARREARS], Change("remove", "check_benefits"))
    return drafted(landlord, {ARREARS: without})


def test_it_is_seen_first_and_then_taken(landlord: Landlord) -> None:
    pat, house = landlord.person("pat"), landlord.house
    number = broken(landlord)
    with pytest.raises(NotLawful, match="benefits"):
        rule_book.propose(house, pat, number)
    seen = mending.look(house, pat, number, "arrears")
    assert seen.left == []
    assert seen.changes
    assert all("check_benefits" in sentence for _rule, sentence in seen.changes)
    assert {each.path for each in seen.changed} == {ARREARS}
    before = rule_book.look_at_draft(house, pat, number).book
    assert "check_benefits" not in set(before[ARREARS].decode().split('"')), "nothing is changed yet"
    with pytest.raises(ChangedMeanwhile):
        mending.take(house, pat, number, "arrears", revision=77)
    taken = mending.take(house, pat, number, "arrears", revision=seen.proposal.revision)
    after = rule_book.look_at_draft(house, pat, taken.id).book
    assert after == seen.book
    assert b'name="form" value="check_benefits"' in after[ARREARS], "with its form"
    with pytest.raises(mending.NothingMends, match="keeps every rule as it is"):
        mending.take(house, pat, number, "arrears")


def test_what_is_not_sound_is_put_right_first(landlord: Landlord) -> None:
    files = replaced(landlord.house, ARREARS, '<bpmn:parallelGateway id="watch">', '<bpmn:exclusiveGateway id="watch">')
    content = files[ARREARS]
    assert content is not None
    files[ARREARS] = content.replace(b"</bpmn:parallelGateway>", b"</bpmn:exclusiveGateway>", 1)
    number = drafted(landlord, files)
    with pytest.raises(Exception, match=r"watch|default|condition"):
        mending.look(landlord.house, landlord.person("pat"), number, "arrears")
