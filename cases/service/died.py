"""What follows for service where the person has died: what is addressed to them reaches nobody. Pure.

Worked out whenever service is read, so that a death that becomes known later is told of what was served after it, and
one that was recorded by mistake takes nothing away.
"""

from dataclasses import replace
from datetime import date

from cases.calculating.counting import said
from cases.service.rows import Counted, Judged, LawSource, ServiceRow
from cases.service.words import OF_COURT, ServedAs
from workflows.confidence import TO_CONFIRM

_UNKNOWN = LawSource(
    "LP(MP)A 1994 s.17",
    "Law of Property (Miscellaneous Provisions) Act 1994 s.17 (served with no reason to believe that they have died)",
    TO_CONFIRM,
)
_ESTATE = LawSource(
    "LP(MP)A 1994 s.18",
    "Law of Property (Miscellaneous Provisions) Act 1994 s.18 (the personal representatives, and the Public Trustee)",
    TO_CONFIRM,
)
_OF_COURT = "Tell whoever conducts the claim."
_OF_NOTICES = (
    "Who survives as a joint tenant is served by themselves; for the estate a notice is addressed to the personal "
    "representatives, with a copy to the Public Trustee. It may have effect all the same where whoever served it had "
    "no reason to believe that they had died, or where it was addressed so."
)


def with_death_known(found: Counted) -> Counted:
    """What somebody finds of a step while it is known that the person has died: they thought of that."""
    return replace(found, sources=(*found.sources, _ESTATE))


def under_death(judged: Judged, died_on: date | None, decided: ServiceRow | None = None) -> Judged:
    """What follows for a step where the person did not live until the day on which it counts, or would.

    On the very day nobody knows which came first, so that waits, too.

    :param died_on: ``None``: no death is known
    :param decided: by what somebody found that it served: then it counts, and is to be checked, if the death was known
        then; of one that became known later nobody thought
    """
    step = judged.event
    day = judged.counts_on or (step.counts_on if judged.must_decide else None)
    if died_on is None or day is None or died_on > day or step.served_as == ServedAs.LETTER:
        return judged
    died = f"It is recorded that the person died on {said(died_on)}."
    if decided is not None and any(each.row == _ESTATE.row for each in decided.sources):
        return replace(judged, must_check=True, why=f"{judged.why} {died} Check that this was thought of.".strip())
    of_court = step.served_as in OF_COURT
    sources = judged.sources if of_court else (*judged.sources, _UNKNOWN, _ESTATE)
    why = f"{died} What is addressed to somebody who has died reaches nobody. {_OF_COURT if of_court else _OF_NOTICES}"
    if judged.must_decide:
        return judged.waiting(f"{judged.why} {why}", sources)
    until = "Until somebody who leads decides whether it was served, it counts on no day."
    return judged.waiting(f"{why} {until} It would count on {said(day)} by {judged.rule}.", sources)
