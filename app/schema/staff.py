"""The exam board's people."""

import strawberry

from app.models.enums import Language
from app.schema.common import Node, described
from app.schema.session import Session


@strawberry.type(description="Somebody of the exam board.")
class Staff(Node):
    email: str = described("For signing in and for mail.")
    display_name: str = described("In the order of the name's own language.")
    language: Language = described("Of interface and mail.")
    has_second_factor: bool = described("Whether signing in takes a code too.")
    recovery_codes_left: int = described("Recovery codes that were not used yet.")
    sessions: list[Session] = described("Where this member of staff is signed in, last used first; own only.")
