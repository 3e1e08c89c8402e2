"""What makes a person vulnerable. Kinds that are restricted are seen by named roles alone; anybody may record them."""

from datetime import date

from cases.chains import person_chain, record_on
from cases.people import vulnerabilities
from tasks.acts.subjects import PERSON
from tasks.acts.table import CASEWORK, act
from tasks.assembly import House
from tasks.people import Person
from tasks.persons_seen import customer_of
from workflows.clock import london_date
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind

REVIEW = "vulnerability_review"
"""The landlord's policy (``law/periods.yaml``) for how long a vulnerability stands without being looked at."""


@act(CASEWORK, PERSON, Kind.VULNERABILITY_RECORDED)
def record(
    house: House,
    person: Person,
    customer_id: int,
    *,
    kind: str,
    detail: str,
    source: str,
    review_on: date,
    from_on: date | None = None,
    effect: str = "",
    adjustments: str = "",
    warn: bool = False,
) -> int:
    """Record what makes a person vulnerable, and when it is looked at again.

    :param from_on: ``None``: today
    :param warn: whether who may not see it is told to ask first
    :raises VulnerabilityNotUnderstood: something is lacking or unknown, or a day is none that may be said
    """
    now = house.runtime.clock.now()
    today = london_date(now)
    since = from_on or today
    vulnerabilities.review_within(review_on, since, today, house.law.days(REVIEW, today))
    with house.db.write() as session:
        customer_of(session, customer_id)
        made = vulnerabilities.record(
            session,
            customer_id,
            person.actor,
            now,
            kind=kind,
            detail=detail,
            effect=effect,
            adjustments=adjustments,
            from_on=since,
            review_on=review_on,
            source=source,
            warn=warn,
        )
        said = {"vulnerability": made, "kind": kind, "detail": detail, "effect": effect, "adjustments": adjustments}
        told = {**said, "from_on": since, "review_on": review_on, "source": source, "warn": warn}
        entry = NewEntry(Kind.VULNERABILITY_RECORDED, person.actor, payload=told, clear=_clear(house, kind))
        record_on(session, person_chain(customer_id), [entry], house.runtime.clock)
    return made


@act(CASEWORK, PERSON, Kind.VULNERABILITY_REVIEWED)
def review(
    house: House, person: Person, customer_id: int, vulnerability: int, *, review_on: date, detail: str = ""
) -> int:
    """Look at a vulnerability again: it stands, perhaps in other words, until it is looked at next.

    :raises NoSuchVulnerability: the person has none of that number, or none that is for one's role to see
    :raises VulnerabilityNotUnderstood: the day of review is none that may be said
    """
    now = house.runtime.clock.now()
    today = london_date(now)
    with house.db.write() as session:
        customer_of(session, customer_id)
        row = vulnerabilities.standing(session, customer_id, vulnerability, house.organisation.restricted, person.roles)
        vulnerabilities.review_within(review_on, row.from_on, today, house.law.days(REVIEW, today))
        made = vulnerabilities.replace(session, row, person.actor, now, review_on=review_on, detail=detail)
        said = {"vulnerability": made, "replaces": row.id, "kind": row.kind, "detail": detail, "review_on": review_on}
        entry = NewEntry(Kind.VULNERABILITY_REVIEWED, person.actor, payload=said, clear=_clear(house, row.kind))
        record_on(session, person_chain(customer_id), [entry], house.runtime.clock)
    return made


@act(CASEWORK, PERSON, Kind.VULNERABILITY_ENDED)
def end(house: House, person: Person, customer_id: int, vulnerability: int, *, reason: str) -> None:
    """End what made a person vulnerable, with the reason.

    :raises NoSuchVulnerability: the person has none of that number, or none that is for one's role to see
    :raises VulnerabilityNotUnderstood: no reason was given
    """
    with house.db.write() as session:
        customer_of(session, customer_id)
        row = vulnerabilities.standing(session, customer_id, vulnerability, house.organisation.restricted, person.roles)
        vulnerabilities.end(session, row, person.actor, house.runtime.clock.now(), reason)
        said = {"vulnerability": row.id, "kind": row.kind, "reason": reason.strip()}
        entry = NewEntry(Kind.VULNERABILITY_ENDED, person.actor, payload=said, clear=_clear(house, row.kind))
        record_on(session, person_chain(customer_id), [entry], house.runtime.clock)


def _clear(house: House, kind: str) -> dict[str, bool]:
    """What the body says in the clear: that it is restricted, and not of which kind."""
    return {"restricted": True} if house.organisation.restricted.is_restricted(kind) else {}
