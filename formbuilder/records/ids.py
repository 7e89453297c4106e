"""New ids of records, submissions, lines of history: they sort by the time that they were made."""

import uuid_utils


def new_id() -> str:
    """A uuid7 as text: 36 characters, lower case."""
    return str(uuid_utils.uuid7())
