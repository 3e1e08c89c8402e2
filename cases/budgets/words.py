"""The words of budgets: the sections of the Standard Financial Statement, and what belongs to each."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


class Section(StrEnum):
    """A section of a budget."""

    INCOME = "income"
    FIXED = "fixed"
    FLEXIBLE = "flexible"
    DEBTS = "debts"
    """What is paid to other creditors already, under an order or an agreement that stands."""
    SAVINGS = "savings"


class Frequency(StrEnum):
    """How often something comes in or goes out."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    FOUR_WEEKLY = "four_weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


CATEGORIES: Mapping[Section, Mapping[str, str]] = MappingProxyType(
    {
        Section.INCOME: {
            "earnings": "Earnings",
            "benefits": "Benefits and tax credits",
            "pensions": "Pensions",
            "other_income": "Other income",
        },
        Section.FIXED: {
            "home_and_contents": "Home and contents",
            "utilities": "Utilities",
            "water": "Water",
            "care_and_health": "Care and health",
            "transport_and_travel": "Transport and travel",
            "school": "School",
            "pensions_and_insurances": "Pensions and insurances",
            "professional": "Professional costs",
            "other_essential": "Other essential costs",
        },
        Section.FLEXIBLE: {
            "communications_and_leisure": "Communications and leisure",
            "food_and_housekeeping": "Food and housekeeping",
            "personal": "Personal costs",
        },
        Section.DEBTS: {
            "priority_payments": "Payments to priority creditors",
            "other_payments": "Payments to other creditors",
        },
        Section.SAVINGS: {"savings": "Savings"},
    }
)
"""Section → the code of each of its categories → what it is called."""
