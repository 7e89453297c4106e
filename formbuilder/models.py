"""All tables of all features, for migrations and for tests."""

from formbuilder.accounts import models as accounts
from formbuilder.areas import models as areas
from formbuilder.audit import AuditRow
from formbuilder.burden import models as burden
from formbuilder.catalogue import models as catalogue
from formbuilder.db import Base
from formbuilder.dispatch import models as dispatch
from formbuilder.joining import models as joining
from formbuilder.records import models as records
from formbuilder.records import namemodels as names
from formbuilder.status import models as status
from formbuilder.systems import models as systems
from formbuilder.tasks import models as tasks
from formbuilder.visits import models as visits

__all__ = [
    "AuditRow",
    "Base",
    "accounts",
    "areas",
    "burden",
    "catalogue",
    "dispatch",
    "joining",
    "names",
    "records",
    "status",
    "systems",
    "tasks",
    "visits",
]
