"""The tables, one family a file. SQLModel does not validate rows: the database states what must hold."""

from app.models.account import Challenge, Link, SecondFactor
from app.models.api_key import ApiKey
from app.models.audit import AuditEntry, AuditHead, AuditPending, AuditSeal
from app.models.base import metadata, new_id
from app.models.board import Application, ResultNote, Staff
from app.models.candidate import Candidate, CandidateAccount, ClaimAttempt
from app.models.disclosure import Disclosure
from app.models.download import Download, DownloadFetch, DownloadRow, Template, TemplateVersion
from app.models.event import Event, EventHead
from app.models.exam import Exam, ExamBand
from app.models.first_answer import FirstAnswer
from app.models.mail import Mail
from app.models.organisation import Organisation, User
from app.models.result import Centre, Photo, Result, ResultVersion
from app.models.session import Session
from app.models.share import Invitation, Share, Sighting
from app.models.verification import Verification
from app.models.work import Import, Job, Schedule

__all__ = [
    "ApiKey",
    "Application",
    "AuditEntry",
    "AuditHead",
    "AuditPending",
    "AuditSeal",
    "Candidate",
    "CandidateAccount",
    "Centre",
    "Challenge",
    "ClaimAttempt",
    "Disclosure",
    "Download",
    "DownloadFetch",
    "DownloadRow",
    "Event",
    "EventHead",
    "Exam",
    "ExamBand",
    "FirstAnswer",
    "Import",
    "Invitation",
    "Job",
    "Link",
    "Mail",
    "Organisation",
    "Photo",
    "Result",
    "ResultNote",
    "ResultVersion",
    "Schedule",
    "SecondFactor",
    "Session",
    "Share",
    "Sighting",
    "Staff",
    "Template",
    "TemplateVersion",
    "User",
    "Verification",
    "metadata",
    "new_id",
]
