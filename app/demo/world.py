"""Organisations and their users, all invented."""

from dataclasses import dataclass

from app.models.enums import ExamCode, Language, UserRole


@dataclass(frozen=True, slots=True)
class Place:
    """An organisation; `domain` is that of its users' addresses."""

    domain: str
    name: str
    city: str
    country: str
    exams: tuple[ExamCode, ...]


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works there."""

    mailbox: str
    family_name: str
    given_name: str
    role: UserRole = UserRole.PRIMARY
    language: Language = Language.EN
    joined_days_ago: int = 60
    seen_days_ago: float = 4
    """When they last marked all shares as seen."""


_UNIVERSITY = (ExamCode.B2_FIRST, ExamCode.C1_ADVANCED, ExamCode.C2_PROFICIENCY)
_SCHOOL = (ExamCode.A2_KEY_FOR_SCHOOLS, ExamCode.B1_PRELIMINARY_FOR_SCHOOLS, ExamCode.B2_FIRST_FOR_SCHOOLS)
_EMPLOYER = (
    ExamCode.B1_BUSINESS_PRELIMINARY,
    ExamCode.B2_BUSINESS_VANTAGE,
    ExamCode.C1_BUSINESS_HIGHER,
    ExamCode.C1_ADVANCED,
)

KESTREL_BAY = Place("kestrelbay.example", "Kestrel Bay University", "Kestrel Bay", "GB", _UNIVERSITY)
ASANAGI = Place("asanagi.example", "朝凪国際大学", "神戸", "JP", _UNIVERSITY)

ORGANISATIONS = (
    KESTREL_BAY,
    ASANAGI,
    Place("tannwald.example", "Hochschule Tannwald", "Tannwald", "DE", _UNIVERSITY),
    Place("valdemira.example", "Universidad de Valdemira", "Valdemira", "ES", _UNIVERSITY),
    Place("bialabrzoza.example", "Uniwersytet Białej Brzozy", "Lublin", "PL", _UNIVERSITY),
    Place("lintondale.example", "Lintondale Sixth Form College", "Leeds", "GB", _SCHOOL),
    Place("kasumino.example", "霞野市立かすみの高等学校", "霞野", "JP", _SCHOOL),
    Place("halvorsund.example", "Halvorsund Kommune", "Halvorsund", "NO", (*_SCHOOL, ExamCode.DELTA_MODULE_ONE)),
    Place("brightwater.example", "Brightwater Care Group", "Bristol", "GB", _EMPLOYER),
    Place("lanternair.example", "Lantern Air 日本支社", "成田", "JP", _EMPLOYER),
    Place("porto-azul.example", "Estaleiros Porto Azul", "Santos", "BR", _EMPLOYER),
    Place("skills.example", "Ministry of Skills and Mobility", "Limassol", "CY", tuple(ExamCode)),
)

PRIMARY = Colleague("primary", "Lindgren", "Harriet")
MEMBER = Colleague("member", "中西", "理恵", UserRole.MEMBER, Language.JA, joined_days_ago=25, seen_days_ago=2)
OTHER = Colleague("admissions", "三浦", "圭", language=Language.JA)
ELSEWHERE = Colleague("admissions", "Marlow", "Robin")

STAFF = {KESTREL_BAY: (PRIMARY, MEMBER), ASANAGI: (OTHER,)}
"""Elsewhere there is one primary user, as whom nobody signs in."""

CANDIDATE_MAILBOX = "candidate@candidates.example"
BOARD_MAILBOX = "staff@board.example"
