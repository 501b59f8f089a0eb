"""Every table, imported so that the metadata is complete."""

from sqlmodel import SQLModel

from models.area import Area
from models.assignment import Assignment
from models.calendar import CalendarDay
from models.category import Category
from models.citizen import Citizen, IdentityAccess
from models.contest import Contest, ContestDecision
from models.department import Department, Succession
from models.duty import Duty
from models.event import Event
from models.merge import MergeLink
from models.policy import PolicyRule
from models.reply import Reply
from models.return_request import Arbitration, ReturnRequest
from models.revision import CityRevision
from models.revisit import Revisit
from models.suggestion import Suggestion
from models.ticket import Ticket, TicketCounter
from models.token import ApiToken, IdempotencyKey
from models.user import User, UserSession

metadata = SQLModel.metadata

__all__ = [
    "ApiToken",
    "Arbitration",
    "Area",
    "Assignment",
    "CalendarDay",
    "Category",
    "Citizen",
    "CityRevision",
    "Contest",
    "ContestDecision",
    "Department",
    "Duty",
    "Event",
    "IdempotencyKey",
    "IdentityAccess",
    "MergeLink",
    "PolicyRule",
    "Reply",
    "ReturnRequest",
    "Revisit",
    "Succession",
    "Suggestion",
    "Ticket",
    "TicketCounter",
    "User",
    "UserSession",
    "metadata",
]
