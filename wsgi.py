"""What a WSGI server serves: `gunicorn wsgi:app`; `flask --app wsgi` has the commands too."""

from formbuilder.app import create_app
from formbuilder.config import read_settings, require_secret

app = create_app(require_secret(read_settings()))
