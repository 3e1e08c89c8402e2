"""The forms of a person's page."""

from tasks.acts import referrals
from tasks.persons_seen import WORDS_OF_PEOPLE as OF
from tasks.persons_seen import PersonSeen
from web.fields import Asks, Field, Form
from web.words import capital, plain

REACHED = {"": "", "yes": "Yes, somebody spoke or wrote with them", "no": "No, nobody was reached"}
"""Nobody is reached unless it is said: on it rests whether each tenant was contacted."""
REASON = (Field("reason", "Reason", Asks.AREA, wanted=True),)


def words(values: object) -> dict[str, str]:
    """Words of the house as people read them."""
    return {str(each): capital(plain(str(each))) for each in values}  # type: ignore[attr-defined]


SAID = {"": "It was not asked", "no": "No", "yes": "Yes"}
CONTACT = Form(
    "contact",
    "/contacts",
    "Record a contact",
    "Record the contact",
    (
        Field(
            "direction", "Who began it", Asks.CHOICE, options={"out": "We contacted them", "in": "They contacted us"}
        ),
        Field("channel", "How", Asks.CHOICE, options=words(OF.channels)),
        Field("on", "When it was", Asks.DAY, hint="Leave it empty for now"),
        Field(
            "time", "At what time", hint="Such as 14:30; leave it empty for now, or for a day of which it is not known"
        ),
        Field("with_whom", "With whom", Asks.CHOICE),
        Field("with_name", "Their name, and who they are", hint="Where it was somebody else"),
        Field("reached", "Were they reached?", Asks.CHOICE, wanted=True, options=REACHED),
        Field("said", "What was said or done", Asks.AREA, wanted=True),
        Field("outcome", "What came of it", Asks.CHOICE, wanted=True),
        Field("cause", "Why there are arrears, if it was said", Asks.CHOICE),
        Field("failure_demand", "What made them contact us", Asks.CHOICE, hint="Where they contacted us"),
        Field("account_told", "Something of the account was told", Asks.YES),
        Field("identity_checked", "How it was checked who they are", hint="Such as date of birth and postcode"),
        Field(
            "hazard",
            "Did they report a hazard or disrepair of the home?",
            Asks.CHOICE,
            hint="It goes to repairs at once; the landlord's time runs from this contact",
            options={
                "none": "No",
                "emergency": "Yes, an emergency: harm may come within a day",
                "significant": "Yes, it may harm somebody's health or safety",
                "disrepair": "Yes, something is out of repair",
            },
        ),
        Field("hazard_said", "What was reported of the home", Asks.AREA),
        Field(
            "reading_difficulty",
            "Did they say that reading or understanding what we send is hard?",
            Asks.CHOICE,
            hint="If so, record on their page what they need",
            options=SAID,
        ),
        Field(
            "to_consider",
            "Did they say anything of health, disability, age or safety that we must take into account?",
            Asks.CHOICE,
            hint="If so, record it on their page; no word of it here",
            options=SAID,
        ),
        Field("promised", "A payment that was promised, in pounds", Asks.POUNDS),
        Field("due_on", "For which day it was promised", Asks.DAY),
        Field("account", "About which account", Asks.CHOICE),
        Field("corrects", "It corrects the contact with the number", Asks.NUMBER, hint="Leave it empty otherwise"),
    ),
)
PROMISE = Form(
    "promise",
    "/promises",
    "Take a promise to pay",
    "Take the promise",
    (
        Field("amount", "Amount in pounds", Asks.POUNDS, wanted=True),
        Field("due_on", "For which day", Asks.DAY, wanted=True),
        Field("account", "For which account", Asks.CHOICE),
    ),
)
DETAIL = Form(
    "detail",
    "/details",
    "Add, confirm or change how they are reached",
    "Keep it",
    (
        Field("kind", "What", Asks.CHOICE, options=words(OF.detail_kinds)),
        Field("value", "Number or address", Asks.AREA, wanted=True),
        Field("status", "It is", Asks.CHOICE, options=words(OF.detail_statuses)),
        Field("replaces", "In place of", Asks.CHOICE),
        Field("confirmed_how", "How it was confirmed", hint="Leave it empty where nobody confirmed it"),
        Field("reason", "Why it is changed", Asks.AREA),
    ),
)
NEEDS = Form(
    "needs",
    "/needs",
    "Say what they need",
    "Keep the needs",
    (
        Field("language", "Language", hint="Leave it empty for English"),
        Field("interpreter", "An interpreter is needed", Asks.YES),
        Field("format", "Letters in", Asks.CHOICE, options=words(OF.formats)),
        Field("reading_difficulty", "Reading is difficult for them", Asks.YES),
        Field("notes", "Notes", Asks.AREA),
    ),
)
PREFERENCE = Form(
    "preference",
    "/preferences",
    "Say how they want to be contacted",
    "Keep it",
    (
        Field("way", "Way", Asks.CHOICE, options=words(OF.ways)),
        Field("wish", "They said", Asks.CHOICE, options=words(OF.wishes)),
        Field("source", "How it is known", wanted=True),
        Field("said_on", "When they said it", Asks.DAY, hint="Leave it empty for today"),
    ),
)
MEMBER = Form(
    "member",
    "/household",
    "Add somebody who lives there",
    "Add them",
    (
        Field("relation", "Who they are to the person", hint="Such as partner, child, lodger", wanted=True),
        Field("name", "Name"),
        Field("born_year", "Year of birth", Asks.NUMBER),
        Field("age_band", "Or about how old"),
        Field("notes", "Notes", Asks.AREA),
    ),
)
LEAVE = Form("leave", "/end", "Does not live there any more", "Take them out", REASON)
REPRESENTATIVE = Form(
    "representative",
    "/representatives",
    "Record who acts for them",
    "Record them",
    (
        Field("name", "Name", wanted=True),
        Field("role", "As what", Asks.CHOICE, options=words(OF.roles)),
        Field("acts", "What their authority covers", Asks.BOXES, options=words(OF.authorities)),
        Field("evidence", "What was seen of it", hint="Such as a sealed order, and when it was seen", wanted=True),
        Field("from_on", "From", Asks.DAY, wanted=True),
        Field("until_on", "Until", Asks.DAY, hint="Leave it empty where no end is said"),
        Field("phone", "Telephone"),
        Field("email", "E-mail"),
        Field("address", "Address", Asks.AREA),
    ),
)
END_AUTHORITY = Form("end-representative", "/end", "End this authority", "End it", REASON)
VULNERABILITY = Form(
    "vulnerability",
    "/vulnerabilities",
    "Record a vulnerability",
    "Record it",
    (
        Field("kind", "Kind", Asks.CHOICE, options=words(OF.vulnerabilities)),
        Field("detail", "What it is", Asks.AREA, wanted=True),
        Field("effect", "What it means for dealing with the debt", Asks.AREA),
        Field("adjustments", "What we do differently", Asks.AREA),
        Field("source", "How it is known", wanted=True),
        Field("review_on", "When it is looked at again", Asks.DAY, wanted=True),
        Field("warn", "Who may not see it is told to ask before contacting them", Asks.YES),
    ),
)
REVIEW = Form(
    "review",
    "/review",
    "Look at it again",
    "It stands",
    (
        Field("review_on", "When it is looked at next", Asks.DAY, wanted=True),
        Field("detail", "What it is now", Asks.AREA, hint="Leave it empty where nothing changed"),
    ),
)
END_VULNERABILITY = Form("end-vulnerability", "/end", "End it", "End it", REASON)
REFERRAL = Form(
    "referral",
    "/referrals",
    "Refer them to somebody who can help",
    "Refer them",
    (
        Field("partner", "To whom", Asks.CHOICE),
        Field("reason", "What they are asked to help with", Asks.AREA, wanted=True),
        Field(
            "severity",
            "Of a hazard: how bad",
            Asks.CHOICE,
            options={"none": "It is no hazard", **words(each for each in OF.hazards if each != "none")},
        ),
        Field("consent_how", "How they consented", hint="Wanted for everybody outside the landlord"),
        Field("consent_on", "When they consented", Asks.DAY),
        Field(
            "without_consent_because",
            "Without consent, because",
            Asks.CHOICE,
            options={"": "They consented, or it stays with the landlord", **referrals.without_consent()},
            hint="To those alone who protect people at risk; say above why the person was not asked",
        ),
    ),
)
LIVES = Form("lives", "/death/take-back", "They live: their death was reported by mistake", "Take it back", REASON)


def with_whom(seen: PersonSeen) -> dict[str, str]:
    """With whom a contact may have been; ``representative-7`` for one of those who act for the person."""
    acting = {
        f"representative-{each.id}": f"{each.name} ({plain(each.role)})"
        for each in seen.representatives
        if each.ended_at is None
    }
    return {"tenant": f"{seen.customer.name}", **acting, "somebody_else": "Somebody else"}


def accounts(seen: PersonSeen) -> dict[str, str]:
    """The person's accounts, as one is chosen."""
    listed = {str(each.account.id): each.account.reference for each in seen.accounts}
    return listed if len(listed) == 1 else {"": "None of them, or all", **listed}


def replaceable(seen: PersonSeen) -> dict[str, str]:
    """The numbers and addresses in whose place another may come."""
    live = [each for each in seen.details if each.replaced_at is None]
    return {
        "": "Nothing, it is new",
        **{str(each.id) if each.id else f"0-{each.kind}": each.value.replace("\n", ", ") for each in live},
    }


def values(form: Form, seen: PersonSeen) -> dict[str, str]:
    """What stands in a form at first: the needs that are known, so that a change keeps the others."""
    if form is not NEEDS or seen.needs is None:
        return {}
    known = seen.needs
    yes = {"interpreter": known.interpreter, "reading_difficulty": known.reading_difficulty}
    ticked = {name: "yes" for name, value in yes.items() if value}
    return {"language": known.language, "format": str(known.format), "notes": known.notes, **ticked}
