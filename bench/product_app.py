"""What gunicorn serves while the product is measured: the app as it is, and S beside it."""

import os
from pathlib import Path

from bench.product import settings
from bench.static_page import PATH, add_static_page, static_page
from formbuilder.app import create_app
from formbuilder.garbage import collect_rarely
from formbuilder.security import make_public

app = create_app(settings(Path(os.environ["BENCH_PRODUCT"])))
app.config["SERVED"] = True
collect_rarely()
add_static_page(app)
make_public(app, static_page.__name__)

__all__ = ["PATH", "app"]
