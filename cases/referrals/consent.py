"""Referrals without consent: where the law allows that somebody at risk is protected without being asked."""

from enum import StrEnum

from cases.people.words import VulnerabilityKind

CONCERNS = VulnerabilityKind.SAFEGUARDING
"""What such a referral tells of: it is seen by whoever may see a safeguarding concern."""


class WithoutConsent(StrEnum):
    """Why somebody outside the landlord is told without the person's consent."""

    RISK_TO_LIFE = "risk_to_life"
    CHILD_AT_RISK = "child_at_risk"
    ADULT_AT_RISK = "adult_at_risk"
    SERIOUS_CRIME = "serious_crime"


BECAUSE: dict[WithoutConsent, str] = {
    WithoutConsent.RISK_TO_LIFE: "somebody's life or health is at risk (UK GDPR art. 6(1)(d))",
    WithoutConsent.CHILD_AT_RISK: "a child is at risk of harm (Children Act 2004 s.11; Data Protection Act 2018 sch. 1 "
    "para. 18)",
    WithoutConsent.ADULT_AT_RISK: "an adult with needs for care is at risk of abuse or neglect (Care Act 2014 s.42; "
    "Data Protection Act 2018 sch. 1 para. 18)",
    WithoutConsent.SERIOUS_CRIME: "a serious crime is to be prevented (Data Protection Act 2018 sch. 1 para. 10)",
}
