"""The shapes of what goes in and out of the API. Times are UTC; money is integer pence."""

from api.shapes.calculations import CalculationInput, CalculationListed
from api.shapes.case_files import CaseList, CaseRow, CaseView, HoldPlaced, NewHold, RecordChecked
from api.shapes.incoming import Done, Reason, Row, Strict
from api.shapes.procedures import (
    ParagraphView,
    ProcedureFiles,
    ProcedureName,
    ProcedureView,
    ProposalView,
    RuleView,
    Seen,
    StoppedCase,
    VersionListed,
    VersionView,
    WordsSeen,
)
from api.shapes.users import NewPassword, NewUser, OwnPassword, UserChanges, UserView
from api.shapes.work import Answers, Draft, HandOver, SignIn, StepDetail, StepRow, Token, WorkList

__all__ = [
    "Answers",
    "CalculationInput",
    "CalculationListed",
    "CaseList",
    "CaseRow",
    "CaseView",
    "Done",
    "Draft",
    "HandOver",
    "HoldPlaced",
    "NewHold",
    "NewPassword",
    "NewUser",
    "OwnPassword",
    "ParagraphView",
    "ProcedureFiles",
    "ProcedureName",
    "ProcedureView",
    "ProposalView",
    "Reason",
    "RecordChecked",
    "Row",
    "RuleView",
    "Seen",
    "SignIn",
    "StepDetail",
    "StepRow",
    "StoppedCase",
    "Strict",
    "Token",
    "UserChanges",
    "UserView",
    "VersionListed",
    "VersionView",
    "WordsSeen",
    "WorkList",
]
