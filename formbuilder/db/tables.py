"""What tables are made of: their base, documents, codes and ids, alike on both databases."""

from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The tables of the service."""

    metadata = sa.MetaData(naming_convention=NAMING)


class Document(sa.types.TypeDecorator[Any]):
    """A JSON document: text on SQLite, jsonb on PostgreSQL."""

    impl = sa.Text
    cache_ok = True

    def load_dialect_impl(self, dialect: sa.Dialect) -> sa.types.TypeEngine[Any]:
        if dialect.name == "postgresql":
            from sqlalchemy.dialects.postgresql import JSONB

            return dialect.type_descriptor(JSONB(none_as_null=True))
        return dialect.type_descriptor(sa.Text())

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> Any:
        return value if dialect.name == "postgresql" or value is None else to_json(value)

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        return from_json(value)


#: A code that is compared by its characters, so that 'inside this area' is a range on one index.
Code = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
#: A record, a submission, a line of history: uuid7 as text.
Id = sa.String(36).with_variant(sa.String(36, collation="C"), "postgresql")
#: A number that is a key: on SQLite the row's own.
BigKey = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def to_json(value: Any) -> str:
    """A document as both databases take it."""
    return orjson.dumps(value).decode()


def from_json(value: Any) -> Any:
    """A document as either database gives it: text from SQLite, read already from PostgreSQL."""
    return orjson.loads(value) if isinstance(value, str | bytes) else value


def within(column: sa.ColumnElement[str] | sa.orm.InstrumentedAttribute[str], area: str) -> sa.ColumnElement[bool]:
    """Rows inside an area: a range on one index, since an area's code begins with its ancestors' codes."""
    return sa.and_(column >= area, column < area + "~")
