"""Start: one application from its settings."""

from importlib import import_module
from pathlib import Path

from flask import Flask

from formbuilder import compression, db, errors, language, security, tickets
from formbuilder.config import Settings

#: Where pages and assets lie: inside the package in an installed wheel, else one folder up.
HERE = Path(__file__).parent
HOME = HERE if (HERE / "templates").is_dir() else HERE.parent

#: The rooms that answer to HTTP, read from the ground up: each module's `bp` is registered.
ROOMS = (
    "formbuilder.health",
    "formbuilder.accounts.views",
    "formbuilder.catalogue.views",
    "formbuilder.tasks.views",
    "formbuilder.dispatch.views",
    "formbuilder.visits.views",
    "formbuilder.records.views",
    "formbuilder.review.views",
    "formbuilder.joining.views",
    "formbuilder.waiting.views",
    "formbuilder.ledger.views",
    "formbuilder.status.views",
    "formbuilder.burden.views",
    "formbuilder.systems.views",
    "formbuilder.catalogue.api",
    "formbuilder.areas.api",
    "formbuilder.systems.api",
    "formbuilder.tasks.api",
    "formbuilder.visits.api",
    "formbuilder.records.api",
    "formbuilder.review.api",
    "formbuilder.status.api",
    "formbuilder.burden.api",
    "formbuilder.joining.api",
    "formbuilder.waiting.api",
    "formbuilder.exchange.api",
)


def create_app(settings: Settings) -> Flask:
    """An application that answers; it touches no table until it is asked something."""
    app = Flask(__name__, template_folder=str(HOME / "templates"), static_folder=str(HOME / "static"))
    app.extensions["settings"] = settings
    app.extensions["ticket_key"] = tickets.key_from(settings.secret_key)
    app.json.sort_keys = False  # type: ignore[attr-defined]  # the provider of Flask 3 has it
    db.connect_database(app, settings.database_url)
    security.protect(app)
    language.speak(app)
    errors.answer(app)
    compression.compress(app)
    for room in ROOMS:
        app.register_blueprint(import_module(room).bp)
    return app
