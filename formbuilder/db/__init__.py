"""The only transaction, and the one room that knows which database it is.

SQLite: WAL, `synchronous=FULL` (acknowledged means on disk), `BEGIN IMMEDIATE` for writes, and before it a queue of
writers. PostgreSQL: psycopg 3.
"""

from formbuilder.db.engine import PRAGMAS, connect_database, is_postgresql
from formbuilder.db.statements import Statement
from formbuilder.db.tables import Base, BigKey, Code, Document, Id, from_json, to_json, within
from formbuilder.db.transactions import begin_writing, collided, database, in_transaction, transaction

__all__ = [
    "PRAGMAS",
    "Base",
    "BigKey",
    "Code",
    "Document",
    "Id",
    "Statement",
    "begin_writing",
    "collided",
    "connect_database",
    "database",
    "from_json",
    "in_transaction",
    "is_postgresql",
    "to_json",
    "transaction",
    "within",
]
