"""Documents: parsed, measured and validated once for each text, admitted once for each request."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from graphql import GraphQLError, GraphQLSchema, OperationDefinitionNode
from graphql.language import DocumentNode

from app.envelope import Envelope
from app.limits import Checked, Limits, examine, parse_document, validation_errors
from app.projection.variables import Variables

_KEPT = 1_000
_LONGEST_KEPT = 20_000
"""Characters; longer documents are checked anew each time rather than fill memory."""


class Refused(Exception):
    """The document is no good, or not with these variables."""

    def __init__(self, errors: Sequence[GraphQLError]) -> None:
        super().__init__()
        self.errors = list(errors)


@dataclass(frozen=True, slots=True)
class Document:
    """One that passed every check that does not depend on its variables; or why it did not."""

    node: DocumentNode | None
    checked: Checked | None
    errors: tuple[GraphQLError, ...] = ()
    variables: Variables | None = None
    """Of its operation, where it has but one."""


class Documents:
    """Those lately seen, by their text."""

    def __init__(self, schema: GraphQLSchema, limits: Limits) -> None:
        self._schema, self._limits = schema, limits
        self._known: OrderedDict[str, Document] = OrderedDict()

    def admitted(self, envelope: Envelope) -> tuple[DocumentNode, OperationDefinitionNode, Variables | None]:
        """The document, the operation asked for and its variables, if they are known; raises Refused."""
        document = self._document(envelope.query)
        if document.errors or document.node is None or document.checked is None:
            raise Refused(document.errors)
        try:
            operation = document.checked.admit(envelope.operation_name, envelope.variables)
        except GraphQLError as error:
            raise Refused([error]) from error
        return document.node, operation, document.variables

    def _document(self, text: str) -> Document:
        known = self._known.get(text)
        if known is not None:
            self._known.move_to_end(text)
            return known
        document = self._checked(text)
        if len(text) <= _LONGEST_KEPT:
            self._known[text] = document
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return document

    def _checked(self, text: str) -> Document:
        try:
            node = parse_document(text, self._limits)
            checked = examine(node, self._limits, self._schema)
        except GraphQLError as error:
            return Document(None, None, (error,))
        errors = tuple(validation_errors(node, self._limits, self._schema))
        if errors or len(checked.operations) != 1:
            return Document(node, checked, errors)
        return Document(node, checked, variables=Variables(self._schema, checked.operation(None)))
