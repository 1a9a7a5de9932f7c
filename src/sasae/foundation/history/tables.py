"""Making an area's tables in one step.

Django's state of all models is built anew for each operation on a model that others point to; a first migration that
adds keys, constraints and triggers one by one therefore takes minutes for what a database does in seconds. So a first
migration names them all inside `CreateModel`, which makes all but the triggers; this operation makes those.
"""

from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class InstallTriggers(Operation):
    """Install the triggers that the options of this area's models name. Stands after the models it speaks of."""

    reversible = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models' options name them already."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for trigger in _triggers(app_label, to_state):
            schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for trigger in _triggers(app_label, to_state):
            schema_editor.execute(trigger.uninstall_sql, params=None)

    def describe(self) -> str:
        return "Install the triggers of the models"


def _triggers(app_label: str, state: ProjectState) -> list[Any]:
    models = [model for (label, _), model in state.models.items() if label == app_label]
    return [trigger for model in models for trigger in model.options.get("triggers", [])]
