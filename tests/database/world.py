"""Two organisations, each with everything an organisation can have, alike: what one sees, the other must not."""

from dataclasses import dataclass
from datetime import UTC, datetime

from app.models import CandidateAccount, Import, Job, Organisation, Result, Share, User, Verification
from app.models.enums import JobStatus
from app.viewer import Viewer
from tests.factories import SHARED, Factory, viewer_of

PAST, FUTURE = datetime(2026, 6, 1, tzinfo=UTC), datetime(2126, 6, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Side:
    """One organisation and what concerns it. `shown`, `verified`: results that it may see; `over`, `revoked`: shares
    that have ended, whose results it may not."""

    organisation: Organisation
    user: User
    account: CandidateAccount
    share: Share
    shown: Result
    verified: Result
    over: Share
    revoked: Share
    verification: Verification

    @property
    def viewer(self) -> Viewer:
        return viewer_of(self.user)

    @property
    def candidate(self) -> Viewer:
        return viewer_of(self.account)


async def side(make: Factory) -> Side:
    organisation = await make.organisation()
    user = await make.user(organisation, may_view_photos=True)
    candidate = await make.candidate()
    account = await make.account(candidate)
    shown, verified = await make.result(candidate), await make.result()
    share = await make.share(shown, organisation)
    over = await make.share(None, organisation, expires_at=PAST)
    revoked = await make.share(None, organisation, revoked_at=PAST, ended_at=PAST)
    for result in (shown, verified):
        await make.photo(result)
    verification = await make.verification(user, verified)
    await make.verification(user)
    await make.sighting(share, user)
    await make.sign_in(user)
    await make.sign_in(account)
    await make.add(Job(kind="mail", organisation_id=organisation.id, run_at=SHARED, created_at=SHARED))
    await make.add(Import(filename="results.csv", status=JobStatus.DONE, started_at=SHARED))
    return Side(organisation, user, account, share, shown, verified, over, revoked, verification)
