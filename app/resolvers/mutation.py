"""What can be done. Each mutation answers with the fact or with a refusal."""

import strawberry

from app.resolvers.mutations.passwords import Passwords
from app.resolvers.mutations.second_factors import SecondFactors
from app.resolvers.mutations.sharing import Sharing
from app.resolvers.mutations.signing_in import SigningIn
from app.resolvers.mutations.verifying import Verifying


@strawberry.type(description="What can be done. Each answers with the fact or with a refusal.")
class Mutation(SigningIn, Passwords, SecondFactors, Sharing, Verifying):
    """All families, in the order of the schema."""
