"""The candidate's side."""

from typing import Annotated

import strawberry

from app.models.enums import AccessWay, DisclosureKind, Language
from app.schema.common import After, Before, First, Last, Node, PageInfo, Projected, described, projected
from app.schema.enums import CandidateShareStatus
from app.schema.inputs import CandidateShareFilter
from app.schema.organisation import OrganisationProfile
from app.schema.result import Result, ResultConnection
from app.schema.scalars import DateTime
from app.schema.session import Session


@strawberry.type(description="The same permission as Share, as the candidate sees it.")
class CandidateShare(Node):
    result: Result = described("What is shared.")
    organisation: OrganisationProfile | None = described("With whom; null while an invited one is not approved yet.")
    invited_name: str | None = described("As the candidate named an organisation that was not registered.")
    status: CandidateShareStatus = described("Whether it still permits anything; expiry is read from the clock.")
    shared_at: DateTime = described("When it was shared.")
    opened_at: DateTime | None = described("First opened by anyone of the organisation.")
    expires_at: DateTime | None = described("When it ends by itself.")
    revoked_at: DateTime | None = described("When it was taken back.")
    hide_photo: bool = described("Whether the photo is kept from this organisation.")


@strawberry.type(description="A share and its place in the list.")
class CandidateShareEdge:
    cursor: str = described("For after and before.")
    node: CandidateShare = described("The share.")


@strawberry.type(description="A page of shares.")
class CandidateShareConnection:
    edges: list[CandidateShareEdge] = described("The shares with their cursors.")
    nodes: list[CandidateShare] = described("The shares.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")


@strawberry.type(description="That somebody of an organisation came to know a result. Kept for ever.")
class Disclosure(Node):
    kind: DisclosureKind = described("How they came to know it.")
    way: AccessWay = described("By which way.")
    occurred_at: DateTime = described("When; of what is repeated (reading by API key, photos) the day's first.")
    organisation: OrganisationProfile = described("Who.")
    result: Result = described("Of which result.")
    version: int = described("Which version of it.")


@strawberry.type(description="A disclosure and its place in the list.")
class DisclosureEdge:
    cursor: str = described("For after and before.")
    node: Disclosure = described("The disclosure.")


@strawberry.type(description="A page of disclosures.")
class DisclosureConnection:
    edges: list[DisclosureEdge] = described("The disclosures with their cursors.")
    nodes: list[Disclosure] = described("The disclosures.")
    page_info: PageInfo = described("Where the page lies.")
    total_count: int = described("How many there are on all pages.")


@strawberry.type(description="The viewer's own account on the candidate site.")
class CandidateAccount(Node):
    email: str = described("For signing in and for mail.")
    email_confirmed_at: DateTime | None = described(
        "When it was confirmed by the link in the mail. Until then it gets no links to set a password, organisations"
        " are not told it, and number and secret claim the account anew."
    )
    family_name: str = described("Family name, as last printed.")
    given_name: str = described("Given name, as last printed.")
    display_name: str = described("In the order of the name's own language.")
    candidate_number: str = described("One person's number across sessions.")
    language: Language = described("Of interface and mail.")
    has_second_factor: bool = described("Whether signing in takes a code too.")
    recovery_codes_left: int = described("Recovery codes that were not used yet.")
    sessions: list[Session] = described("Where this candidate is signed in, last used first.")

    @projected("Own results, newest session first.")
    def results(
        self, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> ResultConnection:
        raise Projected

    @projected("Own shares, newest first.")
    def shares(
        self,
        filter: Annotated[CandidateShareFilter | None, strawberry.argument(description="Which shares.")] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> CandidateShareConnection:
        raise Projected

    @projected(
        "Who opened, verified, downloaded or received which result, when and by which way; newest first. A shared"
        " result in a list on the organisation's screens is no disclosure; opening it is."
    )
    def access_ledger(
        self,
        result_id: Annotated[strawberry.ID | None, strawberry.argument(description="Of this result.")] = None,
        organisation_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="To this organisation; of an OrganisationProfile.")
        ] = None,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> DisclosureConnection:
        raise Projected
