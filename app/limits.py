"""What a GraphQL document may cost: bounded before it is parsed, before it is validated, before it is run.

    document = parse_document(text, limits)               length, tokens, what no column can hold
    checked = examine(document, limits, schema)           depth, fields, aliases, ...: may be kept by the text
    errors = validation_errors(document, limits, schema)  GraphQL's own rules, in bounded time: likewise
    operation = checked.admit(name, variables)            which operation, how many rows: at every request

Every refusal is a GraphQLError with `extensions.code`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from graphql import (
    ASTValidationRule,
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    GraphQLSyntaxError,
    Node,
    OperationDefinitionNode,
    OverlappingFieldsCanBeMergedRule,
    TokenKind,
    ValidationContext,
    parse,
    specified_rules,
    validate,
)
from graphql.validation.validate import ValidationAbortedError

from app.document_size import Definition, FragmentCycle, Size, outline
from app.page_sizes import Pages, pages_of

LARGEST_NUMBER = 2**63
LONGEST_ALIAS = 63  # an alias becomes a label in SQL, and PostgreSQL cuts labels at 63 bytes
LONGEST_MESSAGE = 500
READABLE = 10**12
_SUSPICIOUS = re.compile(r"\0|\\u|[0-9]{19}|[0-9][eE]")


@dataclass(frozen=True, slots=True)
class Limits:
    """Of one document. Counts are of what it comes to once its fragments are spread out.

    The defaults let everything through that the console and GraphiQL send, several times over; the worst
    document within them takes 23 ms to parse and under 100 ms to validate.
    """

    characters: int = 64 << 10
    tokens: int = 4_000
    comments: int = 1_000
    operations: int = 1
    depth: int = 15
    introspection_depth: int = 20  # the standard query is 15 deep
    fields: int = 1_500
    root_fields: int = 50
    aliases: int = 200
    directives: int = 100
    directives_in_one_place: int = 5
    fragments: int = 100
    spreads: int = 500
    variables: int = 100
    merging: int = 20_000  # graphql-core's units of work for one rule (its own default, 500,000, is 1 to 1.6 s)
    errors: int = 5  # each may print the whole value at fault: 7 ms for one of 4,000 tokens
    rows: int = 50_000


DEFAULT = Limits()


def refused(code: str, message: str, node: Node | None = None) -> GraphQLError:
    return GraphQLError(message, node, extensions={"code": code})


def parse_document(text: str, limits: Limits = DEFAULT) -> DocumentNode:
    """SYNTAX_INVALID, DOCUMENT_TOO_LONG, TOO_MANY_TOKENS, TOO_DEEP, NUL_CHARACTER, NUMBER_TOO_LARGE."""
    if len(text) > limits.characters:
        raise refused("DOCUMENT_TOO_LONG", f"The document has more than {limits.characters:,} characters.")
    try:
        document = parse(text, max_lexical_tokens=limits.tokens, max_comments=limits.comments)
    except GraphQLSyntaxError as error:
        error.extensions = {"code": _syntax_code(error.message)}
        raise
    if _SUSPICIOUS.search(text):
        _check_literals(document)
    return document


def _syntax_code(message: str) -> str:
    if message.startswith("Syntax Error: Document contains more than"):
        return "TOO_MANY_TOKENS"
    if message.startswith("Syntax Error: Document is nested too deeply"):
        return "TOO_DEEP"
    return "SYNTAX_INVALID"


def _check_literals(document: DocumentNode) -> None:
    """What the envelope refuses in variables may not come in by literals either."""
    token = document.loc.start_token if document.loc else None
    while token:
        value = token.value or ""
        if token.kind in (TokenKind.STRING, TokenKind.BLOCK_STRING) and "\0" in value:
            raise refused("NUL_CHARACTER", "A text holds the character NUL, which cannot be stored.")
        if token.kind in (TokenKind.INT, TokenKind.FLOAT) and _too_large(value):
            raise refused("NUMBER_TOO_LARGE", "A number is larger than 64 bits hold.")
        token = token.next


def _too_large(number: str) -> bool:
    # Short whole numbers are compared exactly; int() itself refuses 4,300 digits, so long ones go by float.
    exact = len(number) <= 20 and number.lstrip("-").isdecimal()
    return abs(int(number) if exact else float(number)) >= LARGEST_NUMBER


@dataclass(frozen=True, slots=True)
class Checked:
    """A document within its limits, so far as they do not depend on variables. May be kept, and shared."""

    operations: Mapping[str | None, tuple[OperationDefinitionNode, Pages]]
    rows: int

    def operation(self, name: str | None) -> OperationDefinitionNode:
        """Raises OPERATION_NOT_NAMED, OPERATION_UNKNOWN."""
        return self._chosen(name)[0]

    def admit(self, name: str | None, variables: Mapping[str, Any]) -> OperationDefinitionNode:
        """The operation to run with these variables. Raises PAGES_TOO_LARGE too."""
        operation, pages = self._chosen(name)
        rows = pages.rows(variables)
        if rows > self.rows:
            counted = f"{rows:,}" if rows < READABLE else "countless"
            message = f"The pages asked for come to {counted} rows; at most {self.rows:,} are given at once."
            raise refused("PAGES_TOO_LARGE", message, operation)
        return operation

    def _chosen(self, name: str | None) -> tuple[OperationDefinitionNode, Pages]:
        if name is None:
            if len(self.operations) > 1:
                raise refused("OPERATION_NOT_NAMED", "The document has several operations: name one.")
            return next(iter(self.operations.values()))
        if name not in self.operations:
            raise refused("OPERATION_UNKNOWN", f"The document has no operation named {name}.")
        return self.operations[name]


def examine(document: DocumentNode, limits: Limits, schema: GraphQLSchema) -> Checked:
    """All limits that do not depend on variables, in time linear in the document."""
    try:
        found = outline(document)
    except FragmentCycle as cycle:
        name = cycle.fragment.name.value
        raise refused("FRAGMENT_CYCLE", f"Fragment {name} spreads itself.", cycle.fragment) from cycle
    if not found.operations:
        raise refused("OPERATION_MISSING", "The document has no operation.")
    if len(found.operations) > limits.operations:
        message = f"The document has {len(found.operations)} operations; send one document for each."
        raise refused("SEVERAL_OPERATIONS", message, found.operations[1].node)
    _compare("TOO_MANY_FRAGMENTS", "fragments", len(found.fragments), limits.fragments, None)
    _compare("TOO_MANY_FIELDS", "fields", found.fields_as_written(), limits.fields, None)
    operations: dict[str | None, tuple[OperationDefinitionNode, Pages]] = {}
    for definition in found.operations:
        node = _check_size(definition, found.size(definition), limits)
        operations[node.name.value if node.name else None] = node, pages_of(node, found, schema)
    return Checked(operations, limits.rows)


def _check_size(definition: Definition, size: Size, limits: Limits) -> OperationDefinitionNode:
    node = definition.node
    assert isinstance(node, OperationDefinitionNode)
    if size.longest_alias > LONGEST_ALIAS:
        raise refused("ALIAS_TOO_LONG", f"An alias is longer than {LONGEST_ALIAS} characters.", node)
    for code, what, count, limit in (
        ("TOO_DEEP", "levels", size.depth, limits.depth),
        ("TOO_DEEP", "levels of introspection", size.introspection, limits.introspection_depth),
        ("TOO_MANY_SPREADS", "fragment spreads", size.spreads, limits.spreads),
        ("TOO_MANY_FIELDS", "fields", size.fields, limits.fields),
        ("TOO_MANY_ROOT_FIELDS", "root fields", size.root_fields, limits.root_fields),
        ("TOO_MANY_ALIASES", "aliases", size.aliases, limits.aliases),
        ("TOO_MANY_DIRECTIVES", "directives", size.directives, limits.directives),
        (
            "TOO_MANY_DIRECTIVES",
            "directives in one place",
            size.directives_in_one_place,
            limits.directives_in_one_place,
        ),
        ("TOO_MANY_VARIABLES", "variables", len(node.variable_definitions or ()), limits.variables),
    ):
        _compare(code, what, count, limit, node)
    return node


def _compare(code: str, what: str, count: int, limit: int, node: Node | None) -> None:
    if count > limit:
        raise refused(code, f"The document has more than {limit:,} {what}.", node)


def check_document(
    document: DocumentNode,
    limits: Limits,
    operation_name: str | None,
    variables: Mapping[str, Any],
    schema: GraphQLSchema,
) -> None:
    """`examine` and `admit` in one, for who keeps no documents."""
    examine(document, limits, schema).admit(operation_name, variables)


def validation_errors(document: DocumentNode, limits: Limits, schema: GraphQLSchema) -> list[GraphQLError]:
    """For a document that `examine` let through: DOCUMENT_INVALID, DOCUMENT_TOO_COMPLEX."""
    errors = validate(schema, document, _rules(limits.merging), max_errors=limits.errors)
    for error in errors:
        aborted = isinstance(error, ValidationAbortedError) and error.message == "Validation aborted."
        error.extensions = {"code": "DOCUMENT_TOO_COMPLEX" if aborted else "DOCUMENT_INVALID"}
        if len(error.message) > LONGEST_MESSAGE:
            error.message = error.message[:LONGEST_MESSAGE] + " …"
    return errors


@cache
def _rules(merging: int) -> tuple[type[ASTValidationRule], ...]:
    class MergingWithinBudget(OverlappingFieldsCanBeMergedRule):
        """The budget is a module's global in graphql-core: set here for each validation instead."""

        def __init__(self, context: ValidationContext) -> None:
            super().__init__(context)
            self.rule_context.remaining_complexity_budget = merging

    return tuple(MergingWithinBudget if rule is OverlappingFieldsCanBeMergedRule else rule for rule in specified_rules)
