"""Results as an organisation (or the candidate) sees them."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from app.models.enums import CefrLevel, Grade, PhotoStatus, ResultField, ResultStatus, Skill
from app.schema.common import After, Before, First, Last, Node, PageInfo, Projected, described, projected
from app.schema.exam import Band, Exam
from app.schema.inputs import ShareFilter, ShareOrder
from app.schema.scalars import CountryCode, Date, DateTime

if TYPE_CHECKING:
    from app.schema.share import ShareConnection


@strawberry.type(description="The score for one skill.")
class ComponentScore:
    skill: Skill = described("The part of the exam.")
    score: int | None = described("On the Cambridge English Scale; absent if that part was not sat.")
    cefr_level: CefrLevel | None = described("The level that this score shows.")


@strawberry.type(description="Where an exam was sat.")
class Centre(Node):
    number: str = described("Its number, as printed on the statement: JP123.")
    name: str = described("Its name.")
    city: str = described("Its city.")
    country: CountryCode = described("Its country.")


@strawberry.type(description="A version of a result as it was recorded.")
class ResultVersion:
    version: int = described("Counts from 1.")
    status: ResultStatus = described("Its status in this version.")
    recorded_at: DateTime = described("When this version came.")
    reason: str | None = described("For the public: never the board's own notes.")
    changes: list[ResultField] = described("What differs from the version before; empty for the first.")
    overall_score: int | None = described("Overall score in this version.")
    grade: Grade | None = described("Grade in this version.")
    cefr_level: CefrLevel | None = described("Level in this version.")
    components: list[ComponentScore] = described("Scores by skill in this version.")


@strawberry.type(description="The person, as an organisation sees them: as printed on the statement.")
class Candidate(Node):
    family_name: str = described("Family name, as printed.")
    given_name: str = described("Given name, as printed.")
    display_name: str = described("In the order of the name's own language.")
    native_name: str | None = described("In the name's own script, where it was given.")
    date_of_birth: Date = described("Date of birth, as printed.")
    candidate_number: str | None = described("One person's number across sessions.")
    email: str | None = described("Of the candidate's account, if there is one.")

    @projected("All that this person shares with this organisation; for its users and keys only.")
    def shares(
        self,
        filter: Annotated[
            ShareFilter | None, strawberry.argument(description="Which shares; active ones unless it says otherwise.")
        ] = None,
        order_by: Annotated[ShareOrder | None, strawberry.argument(description="Default: newest first.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Annotated["ShareConnection", strawberry.lazy("app.schema.share")]:
        raise Projected


@strawberry.type(description="One exam outcome, in its newest version.")
class Result(Node):
    statement_number: str = described("Number of the statement of results.")
    candidate: Candidate = described("Whose result it is.")
    exam: Exam = described("The exam.")
    session_date: Date = described("When it was sat.")
    centre: Centre = described("Where it was sat.")
    status: ResultStatus = described("Only RELEASED results have scores.")
    version: int = described("Counts from 1; a correction is a new version.")
    released_at: DateTime | None = described("When it was released.")
    overall_score: int | None = described("Scores, grade and level: RELEASED only, and each absent independently.")
    grade: Grade | None = described("The grade, where one was given.")
    cefr_level: CefrLevel | None = described("The level, where one was reached.")
    certificated: bool = described("Whether a certificate was issued.")
    components: list[ComponentScore] = described("Scores by skill in the exam's order; empty for Delta.")

    @projected("The score for one skill; null if the exam has no such part.")
    def component(
        self, skill: Annotated[Skill, strawberry.argument(description="The part of the exam.")]
    ) -> ComponentScore | None:
        raise Projected

    band: Band | None = described("The band of the overall score.")
    bands: list[Band] = described("All bands in force for this session, highest first.")
    photo_url: str | None = described("Authorised address; null unless photoStatus is AVAILABLE.")
    photo_status: PhotoStatus = described("Whether there is a photo to see.")
    history: list[ResultVersion] = described("All versions, newest first.")


@strawberry.type(description="A result and its place in the list.")
class ResultEdge:
    cursor: str = described("For after and before.")
    node: Result = described("The result.")


@strawberry.type(description="A page of results.")
class ResultConnection:
    edges: list[ResultEdge] = described("The results with their cursors.")
    nodes: list[Result] = described("The results.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")
