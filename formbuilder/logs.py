"""Log lines: JSON, one a line, for machines; never a value, a name, a query or the words of an exception."""

import json
import logging
import sys
import traceback

from flask import Flask, has_request_context, request

from formbuilder import clock


class Line(logging.Formatter):
    """One record as JSON. Of an exception only its type and the places it came through: its words may quote a value."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "ts": clock.to_text(int(record.created * 1000)),
            "level": record.levelname.lower(),
            "event": record.msg if not record.exc_info else "broke",
        }
        if has_request_context():
            line["request_id"] = request.environ.get("formbuilder.request_id", "")
            line["route"] = request.url_rule.rule if request.url_rule is not None else ""
            line["method"] = request.method
        if record.exc_info and record.exc_info[1] is not None:
            error = record.exc_info[1]
            line["error"] = type(error).__name__
            frames = traceback.extract_tb(error.__traceback__)
            line["at"] = [f"{frame.filename.rsplit('/', 1)[-1]}:{frame.lineno} {frame.name}" for frame in frames]
        line.update(getattr(record, "facts", {}))
        return json.dumps(line, ensure_ascii=True)


def keep(app: Flask) -> None:
    """Write this app's log to stderr as JSON lines."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Line())
    app.logger.handlers = [handler]
    app.logger.setLevel(logging.INFO)
