"""Every table, imported so that the metadata is complete."""

from sqlmodel import SQLModel

from models.area import Area
from models.assignment import Assignment
from models.audit import AuditAnchor
from models.automatic import AutomaticDispatch, RouteCheck
from models.calendar import CalendarDay
from models.category import Category
from models.citizen import Citizen, IdentityAccess
from models.contest import Contest, ContestDecision
from models.department import Department, Succession
from models.digest import TopicDigest
from models.document import Document
from models.duty import Duty, DutyEdition
from models.event import Event
from models.exclusion import Exclusion
from models.export import ExportRecord
from models.extension import ExtensionRequest
from models.legal_move import LegalMove
from models.merge import MergeLink
from models.notice import Notice
from models.policy import PolicyNumber, PolicyRule, PolicyVersion
from models.presence import Claim, Presence
from models.query_attempt import QueryAttempt
from models.rating_link import RatingLink
from models.register import RegisterChange
from models.reply import Reply
from models.reply_template import ReplyTemplate
from models.return_request import Arbitration, ReturnRequest
from models.revision import CityRevision
from models.revisit import Revisit
from models.run import Run, RunLine
from models.saved_view import SavedView
from models.search import TicketWords
from models.suggestion import Suggestion
from models.supervision import Supervision
from models.suspension import Milestone, Suspension
from models.theme import MonthlyTheme
from models.ticket import Ticket, TicketCounter
from models.token import ApiToken, IdempotencyKey
from models.unit_workday import UnitWorkday
from models.user import User, UserSession

metadata = SQLModel.metadata

__all__ = [
    "ApiToken",
    "Arbitration",
    "Area",
    "Assignment",
    "AuditAnchor",
    "AutomaticDispatch",
    "CalendarDay",
    "Category",
    "Citizen",
    "CityRevision",
    "Claim",
    "Contest",
    "ContestDecision",
    "Department",
    "Document",
    "Duty",
    "DutyEdition",
    "Event",
    "Exclusion",
    "ExportRecord",
    "ExtensionRequest",
    "IdempotencyKey",
    "IdentityAccess",
    "LegalMove",
    "MergeLink",
    "Milestone",
    "MonthlyTheme",
    "Notice",
    "PolicyNumber",
    "PolicyRule",
    "PolicyVersion",
    "Presence",
    "QueryAttempt",
    "RatingLink",
    "RegisterChange",
    "Reply",
    "ReplyTemplate",
    "ReturnRequest",
    "Revisit",
    "RouteCheck",
    "Run",
    "RunLine",
    "SavedView",
    "Succession",
    "Suggestion",
    "Supervision",
    "Suspension",
    "Ticket",
    "TicketCounter",
    "TicketWords",
    "TopicDigest",
    "UnitWorkday",
    "User",
    "UserSession",
    "metadata",
]
