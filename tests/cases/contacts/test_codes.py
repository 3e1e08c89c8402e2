"""Codes of contacts and the directory of partners: read from the rule book, refused with their place."""

import pytest

from cases.contacts.codes import CodeUnknown, codes_of
from cases.contacts.words import Counted
from cases.organisation_lists import OrganisationUnreadable
from cases.referrals.partners import REPAIRS, partners_of

CODES = "organisation/contact_codes.yaml"
PARTNERS = "organisation/partners.yaml"
ROW = "{code: repairs, name: R, helps_with: h, outside: false, contact: c}"
COUNTED = ", ".join(
    f"{{code: {each}, words: W{', reached: false' if each is Counted.WRONG_NUMBER else ''}}}" for each in Counted
)
GOOD = (
    f"outcomes: [{{code: spoke, words: Spoke}}, {COUNTED}]\n"
    "causes: [{code: xx, words: X}]\nfailure_demand: [{code: xx, words: X}]"
)


def test_an_edition_of_before_has_the_shipped_ones() -> None:
    assert "promised_to_pay" in codes_of({}).outcomes
    assert codes_of({}).nobody == {"message_left", "no_answer", "wrong_number"}
    shipped = partners_of({})
    assert {"money_advice", "advice_pro", "better_off", "pocket_power", "lightning_reach"} < set(shipped)
    assert not shipped[REPAIRS].outside
    assert all(each.sample for each in shipped.values())


def test_a_landlords_own_take_their_place() -> None:
    codes = codes_of({CODES: GOOD.encode()})
    assert codes.outcomes == {"spoke": "Spoke", **dict.fromkeys(Counted, "W")}
    assert codes.nobody == {"wrong_number"}
    codes.must_know("spoke", "", "")
    codes.must_know("spoke", "xx", "xx")
    for outcome, cause, failure, field in (
        ("", "", "", "outcome"),
        ("spoke", "y", "", "cause"),
        ("spoke", "", "y", "failure_demand"),
    ):
        with pytest.raises(CodeUnknown) as refused:
            codes.must_know(outcome, cause, failure)
        assert refused.value.facts["field"] == field


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("outcomes: [{code: spoke, words: Spoke}]", "holds `outcomes:`, `causes:`, `failure_demand:`"),
        (GOOD.replace("words: Spoke", "words: ''"), r"outcomes, row 1 \(spoke\): `words` is a text"),
        (GOOD.replace("words: Spoke", "words: Spoke, reached: perhaps"), "`reached` is true or false"),
        (GOOD.replace("words: X", "words: X, reached: false"), "a row has code, words, and nothing else"),
        (GOOD.replace("code: spoke", "code: Spoke!"), "outcomes, row 1: `code` is 2 to 40 small letters"),
        (GOOD.replace("causes: [{code: xx, words: X}]", "causes: x"), "causes: this is no list of rows"),
        (
            GOOD.replace("code: disputed", "code: disputes"),
            "'disputed' is not there, and on it hangs that",
        ),
        (GOOD.replace("code: agreement_made", "code: agreed"), "what was agreed at a contact becomes an agreement"),
        (GOOD.replace(", reached: false", ""), "wrong_number reached nobody"),
    ],
)
def test_codes_that_are_written_wrongly_are_refused(content: str, said: str) -> None:
    with pytest.raises(OrganisationUnreadable, match=said):
        codes_of({CODES: content.encode()})


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        (ROW.replace("repairs", "other"), "hazards that are reported go to the partner 'repairs'"),
        (ROW.replace("false", "true"), "hazards that are reported go to the partner 'repairs'"),
        (ROW.replace("false", "maybe"), "`outside` is true or false"),
        (ROW.replace("contact: c", "contact: c, link: 'http://x.example'"), "begins with https://"),
        (
            ROW.replace(", contact: c", ""),
            "outside, and perhaps address, concerns, link, safeguards, sample",
        ),
    ],
)
def test_a_directory_that_is_written_wrongly_is_refused(rows: str, said: str) -> None:
    with pytest.raises(OrganisationUnreadable, match=said):
        partners_of({PARTNERS: f"partners: [{rows}]".encode()})
