"""What a WSGI server serves: `gunicorn wsgi:app`; `flask --app wsgi` has the commands too."""

from formbuilder.serve import application

app = application()
