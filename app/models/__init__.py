"""The tables, one family a file. SQLModel does not validate rows: the database states what must hold."""

from app.models.base import metadata, new_id
from app.models.candidate import Candidate, CandidateAccount
from app.models.event import Event, EventHead
from app.models.exam import Exam, ExamBand
from app.models.organisation import Organisation, User
from app.models.result import Centre, Photo, Result, ResultVersion
from app.models.session import Session
from app.models.share import Share, Sighting
from app.models.verification import Verification
from app.models.work import Import, Job

__all__ = [
    "Candidate",
    "CandidateAccount",
    "Centre",
    "Event",
    "EventHead",
    "Exam",
    "ExamBand",
    "Import",
    "Job",
    "Organisation",
    "Photo",
    "Result",
    "ResultVersion",
    "Session",
    "Share",
    "Sighting",
    "User",
    "Verification",
    "metadata",
    "new_id",
]
