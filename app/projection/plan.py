"""Plans: a statement kept with all that is needed to run it again with other values."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

import sqlalchemy as sa
from graphql.execution.values import VariableValues
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.sql.compiler import SQLCompiler

from app.projection.graph import Computed, Nested

V = TypeVar("V")

_DIALECT = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]


class Reader(Protocol):
    """Runs statements with $1-placeholders as one viewer."""

    async def text(self, statement: str, parameters: Sequence[Any], *, last: bool = False) -> bytes | None:
        """The first column of the first row; `last`: nothing more is read."""

    async def rows(self, statement: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """All rows."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A compiled statement, the order of its parameters and where each one's value comes from."""

    sql: str
    names: tuple[str, ...]
    nested: tuple[Nested, ...]
    rows_keys: tuple[str, ...]
    """Names of the binds that the rows brought, in the order of their cache key's."""
    constants: Mapping[str, Any]
    """Binds whose values the mapping itself gave."""
    processors: Mapping[str, Callable[[Any], Any]]
    computed: tuple[Computed, ...] = ()

    def parameters(self, rows: sa.Select[Any], coerced: Any, asker: Any, reserved: Mapping[str, Any]) -> list[Any]:
        """Values for one run; raises what arguments that are no good raise."""
        return self.parameters_of(self.fixed(rows), coerced, asker, reserved)

    def fixed(self, rows: sa.Select[Any]) -> Mapping[str, Any]:
        """What is the same at every run over these very rows."""
        values = dict(self.constants)
        if self.rows_keys:
            key = rows._generate_cache_key()
            assert key is not None
            for name, bind in zip(self.rows_keys, key.bindparams, strict=True):
                if not bind.required:
                    values[name] = bind.effective_value
        return values

    def parameters_of(
        self, fixed: Mapping[str, Any], coerced: VariableValues, asker: Any, reserved: Mapping[str, Any]
    ) -> list[Any]:
        """`parameters`, of what is fixed."""
        values = {**fixed, **reserved}
        for nested in self.nested:
            prefix = nested.prefix
            for name, value in nested.values(nested.given.values(coerced), asker).items():
                values[prefix + name] = value
        processors = self.processors
        if not processors:
            return [values[name] for name in self.names]
        return [processors[name](values[name]) if name in processors else values[name] for name in self.names]


def compiled(
    select: sa.Select[Any], nested: Sequence[Nested], rows: sa.Select[Any], computed: Sequence[Computed] = ()
) -> Plan:
    """Compile once. The SQL is deterministic: names count up from 1 in each statement."""
    compiler = select.compile(dialect=_DIALECT)
    assert isinstance(compiler, SQLCompiler)
    key = rows._generate_cache_key()
    names = compiler.bind_names
    by_key = {bind.key: name for bind, name in names.items()}
    # Some are not in the statement: SQLAlchemy leaves out what stands beside `false`.
    rows_keys = () if key is None else tuple(by_key.get(bind.key, "") for bind in key.bindparams)
    constants = {name: bind.effective_value for bind, name in names.items() if not bind.required}
    return Plan(
        constants={name: value for name, value in constants.items() if name not in rows_keys},
        sql=compiler.string,
        names=tuple(compiler.positiontup or ()),
        nested=tuple(nested),
        computed=tuple(computed),
        rows_keys=rows_keys,
        processors={name: processor for name, processor in compiler._bind_processors.items() if callable(processor)},
    )


def structure(value: Any) -> Any:
    """What a statement's structure may depend on: enums, booleans, nulls, blank texts, the keys of objects."""
    kind = type(value)
    if kind is str:
        return "scalar" if value and not value.isspace() else "blank"
    if value is None or kind is bool:
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, dict):
        return tuple((name, structure(inner)) for name, inner in value.items())
    if isinstance(value, list):
        return tuple(map(structure, value)) if value and isinstance(value[0], dict) else "list"
    return "blank" if isinstance(value, str) and not value.strip() else "scalar"


class Cache(Generic[V]):
    """Values by key, the least recently used leaving first."""

    def __init__(self, size: int = 2_000) -> None:
        self._values: OrderedDict[Any, V] = OrderedDict()
        self._size = size
        self.additions = 0
        """Of plans: compilations."""

    def get(self, key: Any) -> V | None:
        value = self._values.get(key)
        if value is not None:
            self._values.move_to_end(key)
        return value

    def put(self, key: Any, value: V) -> None:
        self.additions += 1
        self._values[key] = value
        if len(self._values) > self._size:
            self._values.popitem(last=False)

    def clear(self) -> None:
        """Empty it, as if nothing had ever been added."""
        self._values.clear()
        self.additions = 0
