"""What each type of the schema is in the database, one family a file."""

from collections.abc import Mapping

from app.models import Centre, ExamBand
from app.projection.node import Connection, Node
from app.schema.ids import PREFIXES
from app.schema.nodes.accounts import SESSION, STAFF
from app.schema.nodes.audit import AUDIT_ENTRY
from app.schema.nodes.board import BOARD_NODES
from app.schema.nodes.candidates import CANDIDATE_ACCOUNT, CANDIDATE_SHARE, DISCLOSURE
from app.schema.nodes.downloads import DOWNLOAD
from app.schema.nodes.exams import EXAM
from app.schema.nodes.keys import API_KEY
from app.schema.nodes.log import EVENT, RESULT_SHARED, SHARE_CHANGED
from app.schema.nodes.organisations import ORGANISATION, SHARE_COUNT, USER, VERIFICATION
from app.schema.nodes.people import USER_OF_SIGHTING
from app.schema.nodes.profiles import PROFILE, PROFILES
from app.schema.nodes.results import CANDIDATE, RESULT, RESULT_VERSION
from app.schema.nodes.shares import SHARE
from app.schema.nodes.templates import TEMPLATE

NODES: Mapping[str, Node] = {
    "Exam": EXAM,
    "Band": Node(ExamBand),
    "Centre": Node(Centre, prefix=PREFIXES["Centre"]),
    "Candidate": CANDIDATE,
    "Result": RESULT,
    "ResultVersion": RESULT_VERSION,
    "Share": SHARE,
    "Opening": Node(one={"user": USER_OF_SIGHTING}),
    "ShareCount": SHARE_COUNT,
    "Verification": VERIFICATION,
    "Event": EVENT,
    "Download": DOWNLOAD,
    "AuditEntry": AUDIT_ENTRY,
    "Organisation": ORGANISATION,
    "OrganisationProfile": PROFILE,
    "User": USER,
    "ApiKey": API_KEY,
    "CandidateAccount": CANDIDATE_ACCOUNT,
    "Staff": STAFF,
    "Session": SESSION,
    "CandidateShare": CANDIDATE_SHARE,
    "Disclosure": DISCLOSURE,
    "ResultShared": RESULT_SHARED,
    "ShareChanged": SHARE_CHANGED,
    "Template": TEMPLATE,
    "ChosenColumn": Node(),
    **BOARD_NODES,
}
ROOTS: Mapping[str, Connection] = {"OrganisationProfileConnection": PROFILES}
