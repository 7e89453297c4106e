"""The reader's language: Chinese first, English complete."""

from flask import Flask, g, request


def speak(app: Flask) -> None:
    """Placeholder replaced by the accounts engineer."""

    @app.before_request
    def choose() -> None:
        g.language = "en" if request.cookies.get("lang") == "en" else "zh"

    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.install_gettext_callables(lambda s: s, lambda s, p, n: s if n == 1 else p, newstyle=True)  # type: ignore[attr-defined]
