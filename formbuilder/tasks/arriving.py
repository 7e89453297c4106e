"""A published task arrives in all its areas: the first at once, the others piece by piece, apart from visits (R10)."""

from flask import current_app

from formbuilder import apart
from formbuilder.apart import actor_document, actor_from
from formbuilder.config import Settings
from formbuilder.permissions import Actor
from formbuilder.tasks import service
from formbuilder.tasks.store import Task
from metadata.stamps import Instant
from metadata.values import JSONObject


def publish(actor: Actor, task_id: int, *, revision: int, now: Instant) -> Task:
    """Publish a task; where it is for very many, a process of its own sends it on while the answer goes out.

    :raises NotPublishable: with everything that is missing
    """
    task = service.publish(actor, task_id, revision=revision, now=now)
    if task.sending:
        send_apart(actor, task.id)
    return task


def send_all(actor: Actor, task: Task) -> Task:
    """Send a task on until it has arrived everywhere. Each piece is on disk or not at all."""
    while task.sending:
        task = service.send_on(actor, task.id)
    return task


def send_apart(actor: Actor, task_id: int) -> None:
    """The same in a process of its own."""
    settings: Settings = current_app.extensions["settings"]
    apart.start("formbuilder.tasks.arriving", {"actor": actor_document(actor), "task": task_id}, settings)


def _go_on(told: JSONObject) -> None:
    actor = actor_from(told["actor"])
    send_all(actor, service.send_on(actor, told["task"]))


if __name__ == "__main__":
    apart.carry_out(_go_on, "sending a task")
