"""What can be done. Each mutation answers with the fact or with a refusal."""

import strawberry

from app.resolvers.mutations.board import BoardDecisions
from app.resolvers.mutations.board_results import ResultDecisions
from app.resolvers.mutations.claiming import Claiming
from app.resolvers.mutations.downloading import Downloading
from app.resolvers.mutations.keys import Keys
from app.resolvers.mutations.passwords import Passwords
from app.resolvers.mutations.people import People
from app.resolvers.mutations.registering import Registering
from app.resolvers.mutations.second_factors import SecondFactors
from app.resolvers.mutations.sharing import Sharing
from app.resolvers.mutations.signing_in import SigningIn
from app.resolvers.mutations.templates import Templates
from app.resolvers.mutations.verifying import Verifying


@strawberry.type(description="What can be done. Each answers with the fact or with a refusal.")
class Mutation(
    Registering,
    Claiming,
    SigningIn,
    Passwords,
    SecondFactors,
    People,
    Sharing,
    Verifying,
    Downloading,
    Templates,
    Keys,
    BoardDecisions,
    ResultDecisions,
):
    """All families, in the order of the schema."""
