"""Operations that set up what was agreed or decided."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlmodel import Session

from cases.agreements.authority import NewParty
from cases.agreements.carrying import carried
from cases.agreements.making import NewAgreement, take_over
from cases.agreements.reading import agreed_in_words
from cases.agreements.refusals import AgreementIncomplete
from cases.agreements.starting import NewDebt
from cases.agreements.words import Authority, Frequency
from cases.chains import account_chain, record_on
from cases.contacts.words import Counted
from cases.facts import account_of_case, tenants_of
from cases.people.representatives import representatives_of
from cases.people.words import Authority as Acts
from cases.rows import CustomerRow
from cases.standards import Standards
from workflows.clock import Clock, MachineClock, SimulatedClock, london_date
from workflows.diagrams.operations import Operation, Parameter
from workflows.evidence import NewEntry
from workflows.evidence.kinds import Kind
from workflows.runtime.handlers import StepWork

FREQUENCIES = tuple(map(str, Frequency))
START_ARRANGEMENT = Operation(
    "start_arrangement",
    "inline",
    "Sets up what was agreed; an earlier live agreement about the account's rent is superseded. What is not usual "
    "waits until somebody who leads approves it.",
    parameters=(
        Parameter("amount_pence", "number", "The instalment on top of the current rent, in pence."),
        Parameter("frequency", "string", "How often it is paid.", choices=FREQUENCIES),
        Parameter("first_due", "date", "The day on which the first instalment falls due."),
        Parameter(
            "contacts",
            "list",
            "Rows of the talk at which it was agreed: who of the tenants agreed, or who acts for them.",
            required=False,
        ),
    ),
    results={"arrangement_id": "number"},
    effect="pay",
)
RECOMMEND_NOTICE = Operation(
    "recommend_notice",
    "inline",
    "Notes that the case is handed on so that a notice is prepared.",
    results={"notice_recommended_on": "date"},
    effect="prepare",
)


def start_arrangement_under(standards: Standards) -> Callable[[Session, StepWork], dict[str, Any]]:
    """The operation that sets up what was agreed, on this law, and by these kinds of debt."""

    def start_arrangement(session: Session, work: StepWork) -> dict[str, Any]:
        """Sets up what was agreed; an earlier live agreement about the account's rent is superseded.

        Parameters: ``amount_pence``, ``frequency``, ``first_due`` (a date).

        :raises AgreementIncomplete: one of them is missing
        """
        said = work.parameters
        if missing := [key for key in ("amount_pence", "frequency", "first_due") if said.get(key) is None]:
            raise AgreementIncomplete(f"The agreement lacks {' and '.join(missing)}; record it in full and try again.")
        account = account_of_case(session, work.case_id)
        today = london_date(work.now)
        agreed, unauthorised = _who_agreed(session, tenants_of(session, account.id), said.get("contacts") or [], today)
        new = NewAgreement(
            parties=[NewParty(tenant.id, Authority.AS_RECORDED) for tenant in agreed],
            debts=[NewDebt(account.id, int(said["amount_pence"]), account.kind)],
            frequency=Frequency(said["frequency"]),
            first_due=said["first_due"],
            case_id=work.case_id,
        )
        asked = carried(session, new, standards, today)
        waits = (*unauthorised, *asked.waits)
        number = take_over(session, asked.new, standards, "record_agreement", work.now, waits=waits)
        kind = Kind.AGREEMENT_PROPOSED if waits else Kind.AGREEMENT_MADE
        told = {**agreed_in_words(session, number), **({"waits": list(waits)} if waits else {})}
        entry = NewEntry(kind, "system", payload=told, clear={"agreement": number, "case": work.case_id})
        record_on(session, account_chain(account.id), [entry], clock_at(work))
        return {"arrangement_id": number}

    return start_arrangement


def _who_agreed(
    session: Session, tenants: Sequence[CustomerRow], talks: Sequence[Mapping[str, Any]], on: date
) -> tuple[list[CustomerRow], list[str]]:
    """Who of the tenants agreed at a talk, and a sentence of each for whom somebody agreed who may not.

    Where the talk does not say which of them it was, whoever was reached is meant; where nothing is said of it, all.
    """
    reached = {str(row.get("person")): row for row in talks if row.get("reached")}
    said_so = {person: row for person, row in reached.items() if row.get("outcome") == Counted.AGREEMENT_MADE}
    meant = said_so or reached
    agreed = [tenant for tenant in tenants if tenant.reference in meant] or list(tenants)
    unauthorised = []
    for tenant in agreed:
        acting = meant.get(tenant.reference, {}).get("acting")
        if acting and not any(each.may(Acts.AGREE_TO_PAY, on) for each in representatives_of(session, tenant.id)):
            unauthorised.append(
                f"Somebody agreed for {tenant.name} of whom no authority to agree to pay is recorded. Record what "
                "their order or instrument says, or agree with the tenant."
            )
    return agreed, unauthorised


def clock_at(work: StepWork) -> Clock:
    """The clock by which a step's entries bear the step's time."""
    return SimulatedClock(work.now) if work.simulated else MachineClock()


def recommend_notice(session: Session, work: StepWork) -> dict[str, Any]:
    """Hands the case on: the notice procedure begins from this date."""
    del session
    return {"notice_recommended_on": london_date(work.now)}
