"""Words for the codes of vocabularies, in the two languages."""

from collections.abc import Iterable, Mapping

from app.models.enums import ActorKind, Grade, Language, ResultStatus, ShareStatus, Skill, VerificationOutcome

GRADES: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {
        Grade.A: "Grade A",
        Grade.B: "Grade B",
        Grade.C: "Grade C",
        Grade.PASS_WITH_DISTINCTION: "Pass with Distinction",
        Grade.PASS_WITH_MERIT: "Pass with Merit",
        Grade.PASS: "Pass",
        Grade.FAIL: "Fail",
        Grade.LEVEL_A1: "Level A1",
        Grade.LEVEL_A2: "Level A2",
        Grade.LEVEL_B1: "Level B1",
        Grade.LEVEL_B2: "Level B2",
        Grade.LEVEL_C1: "Level C1",
    },
    Language.JA: {
        Grade.A: "グレード A",
        Grade.B: "グレード B",
        Grade.C: "グレード C",
        Grade.PASS_WITH_DISTINCTION: "合格（優秀）",
        Grade.PASS_WITH_MERIT: "合格（優良）",
        Grade.PASS: "合格",
        Grade.FAIL: "不合格",
        Grade.LEVEL_A1: "レベル A1",
        Grade.LEVEL_A2: "レベル A2",
        Grade.LEVEL_B1: "レベル B1",
        Grade.LEVEL_B2: "レベル B2",
        Grade.LEVEL_C1: "レベル C1",
    },
}

SKILLS: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {
        Skill.READING_AND_WRITING: "Reading and Writing",
        Skill.READING: "Reading",
        Skill.USE_OF_ENGLISH: "Use of English",
        Skill.WRITING: "Writing",
        Skill.LISTENING: "Listening",
        Skill.SPEAKING: "Speaking",
    },
    Language.JA: {
        Skill.READING_AND_WRITING: "リーディング・ライティング",
        Skill.READING: "リーディング",
        Skill.USE_OF_ENGLISH: "ユース・オブ・イングリッシュ",
        Skill.WRITING: "ライティング",
        Skill.LISTENING: "リスニング",
        Skill.SPEAKING: "スピーキング",
    },
}
_RESULT_STATUSES: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {
        ResultStatus.RELEASED: "Released",
        ResultStatus.PENDING: "Pending",
        ResultStatus.WITHHELD: "Withheld",
        ResultStatus.ABSENT: "Absent",
        ResultStatus.CANCELLED: "Cancelled",
    },
    Language.JA: {
        ResultStatus.RELEASED: "公開済み",
        ResultStatus.PENDING: "審査中",
        ResultStatus.WITHHELD: "保留",
        ResultStatus.ABSENT: "欠席",
        ResultStatus.CANCELLED: "取り消し",
    },
}
_SHARE_STATUSES: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {
        ShareStatus.ACTIVE: "Active",
        ShareStatus.EXPIRED: "Expired",
        ShareStatus.REVOKED: "Revoked",
    },
    Language.JA: {
        ShareStatus.ACTIVE: "有効",
        ShareStatus.EXPIRED: "期限切れ",
        ShareStatus.REVOKED: "取り消し",
    },
}
_OUTCOMES: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {
        VerificationOutcome.MATCH: "Match",
        VerificationOutcome.NO_MATCH: "No match",
        VerificationOutcome.PENDING: "Pending",
        VerificationOutcome.WITHHELD: "Withheld",
        VerificationOutcome.ABSENT: "Absent",
        VerificationOutcome.CANCELLED: "Cancelled",
    },
    Language.JA: {
        VerificationOutcome.MATCH: "一致",
        VerificationOutcome.NO_MATCH: "該当なし",
        VerificationOutcome.PENDING: "審査中",
        VerificationOutcome.WITHHELD: "保留",
        VerificationOutcome.ABSENT: "欠席",
        VerificationOutcome.CANCELLED: "取り消し",
    },
}
_ACTORS: Mapping[Language, Mapping[str, str]] = {
    Language.EN: {
        ActorKind.USER: "User",
        ActorKind.API_KEY: "API key",
        ActorKind.CANDIDATE: "Candidate",
        ActorKind.STAFF: "Exam board",
        ActorKind.SYSTEM: "The service",
        ActorKind.ANONYMOUS: "Nobody signed in",
    },
    Language.JA: {
        ActorKind.USER: "利用者",
        ActorKind.API_KEY: "API キー",
        ActorKind.CANDIDATE: "受験者",
        ActorKind.STAFF: "試験実施団体",
        ActorKind.SYSTEM: "本サービス",
        ActorKind.ANONYMOUS: "未サインイン",
    },
}
WORDS: Mapping[str, Mapping[Language, Mapping[str, str]]] = {
    "Grade": GRADES,
    "Skill": SKILLS,
    "ResultStatus": _RESULT_STATUSES,
    "ShareStatus": _SHARE_STATUSES,
    "VerificationOutcome": _OUTCOMES,
    "ActorKind": _ACTORS,
}
"""By the name of the vocabulary in the schema."""
STANDARD_TEMPLATE: Mapping[Language, str] = {Language.EN: "Standard", Language.JA: "標準"}
"""The name of the template that everybody has."""
CODES_ALONE = frozenset({"CefrLevel"})
"""Vocabularies whose codes are what people say."""


def words_of(vocabulary: str, codes: Iterable[str]) -> Mapping[Language, Mapping[str, str]] | None:
    """What each of the codes is called; one that nobody has given words is said in plain English. None where the codes
    are what people say."""
    if vocabulary in CODES_ALONE:
        return None
    known = WORDS.get(vocabulary, {})
    return {
        language: {code: known.get(language, {}).get(code) or code.replace("_", " ").capitalize() for code in codes}
        for language in Language
    }
