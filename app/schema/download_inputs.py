"""What is asked of downloads."""

import strawberry

from app.models.enums import CsvDelimiter, CsvEncoding, DownloadFormat, JobStatus, Language
from app.schema import download_enums as _enums  # noqa: F401 - makes the vocabularies part of the schema
from app.schema.inputs import DateTimeRange, ShareFilter, ShareOrder, VerificationFilter, given, needed, repeatable
from app.schema.scalars import TimeZone


@strawberry.input(description="All given fields must hold; a list holds if one of its values does.")
class DownloadFilter:
    statuses: list[JobStatus] | None = given("One of these states.")
    formats: list[DownloadFormat] | None = given("One of these formats.")
    started_at: DateTimeRange | None = given("When it was asked for.")
    by_user_ids: list[strawberry.ID] | None = given("Started by one of these users.")
    outdated: bool | None = given("Has rows that are out of date, or none.")


@strawberry.input(description="How a CSV file is written.")
class CsvOptions:
    encoding: CsvEncoding = strawberry.field(default=CsvEncoding.UTF_8_BOM, description="Of its characters.")
    delimiter: CsvDelimiter = strawberry.field(default=CsvDelimiter.COMMA, description="Between its cells.")
    escape_formulas: bool = strawberry.field(
        default=True, description="Put an apostrophe before what a spreadsheet would take for a formula."
    )


@strawberry.input(description="How statements look.")
class PdfOptions:
    photos: bool = strawberry.field(
        default=True, description="With the photo, where the candidate shows it and the viewer may see photos."
    )


@strawberry.input(
    description="Rows: exactly one of shareIds, filter, verificationIds and verificationFilter; at most 1,000,000 rows."
)
class StartDownloadInput:
    format: DownloadFormat = needed("Of the file.")
    share_ids: list[strawberry.ID] | None = given("These shares; up to 1,000.")
    filter: ShareFilter | None = given("All shares that match; an empty filter: all active ones.")
    verification_ids: list[strawberry.ID] | None = given("The results of these checks; up to 1,000.")
    verification_filter: VerificationFilter | None = given("The results of all checks that match.")
    except_ids: list[strawberry.ID] | None = given("With a filter: all but these, the unticked; up to 10,000.")
    order_by: ShareOrder | None = given("Of shares. Default: as they were named, or newest first.")
    template_id: strawberry.ID | None = given("Default: the standard one. Not for PDF.")
    filename: str | None = given("Default: organisation and day. The ending follows from the format.")
    language: Language | None = given("Of headings and words. Default: the template's; for PDF the viewer's.")
    time_zone: TimeZone | None = given("Of moments. Default: the template's; for PDF UTC.")
    csv: CsvOptions | None = given("With format CSV.")
    pdf: PdfOptions | None = given("With format PDF.")
    idempotency_key: str | None = repeatable()
