"""Making and changing an area's tables in one step.

Django builds the state of its models anew for each operation on a model that others point to; a first migration that adds
tables, keys, constraints and triggers one by one takes the better part of a minute for what a database does in seconds.
So a first migration is one operation: its models name all of it, and the state is built once. A later migration of several
operations is `AtOnce`: the state is built before it and after it, and not between.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import Migration
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class CreateTables(Operation):
    """Create these models, those others point to first, and the triggers that their options name."""

    def __init__(self, models: Sequence[CreateModel]) -> None:
        self.models = models

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        _change(state, app_label, self.models)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for model in self.models:
            model.database_forwards(app_label, schema_editor, from_state, to_state)
        for trigger in self._triggers():
            schema_editor.execute(trigger.install_sql, params=None)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for trigger in self._triggers():
            schema_editor.execute(trigger.uninstall_sql, params=None)
        for model in reversed(self.models):
            model.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return f"Create {len(self.models)} models with their triggers"

    def _triggers(self) -> list[Any]:
        return [trigger for model in self.models for trigger in model.options.get("triggers", [])]


_PARTS = (AddField, AddConstraint, AddIndex)  # what a table that is made now is made with


class AtOnce(Migration):
    """A migration whose operations each find the models as they are before all of them, or after all of them.

    Not for one that changes the same field twice, renames, or runs Python between two changes: such a one is
    `migrations.Migration`, and is two migrations where that takes long.
    """

    def apply(
        self, project_state: ProjectState, schema_editor: BaseDatabaseSchemaEditor, collect_sql: bool = False
    ) -> ProjectState:
        """Change the state, then the database. To print the SQL the operations are taken one by one."""
        if collect_sql:
            return super().apply(project_state, schema_editor, collect_sql)
        before = project_state.clone()
        _change(project_state, self.app_label, self.operations)
        new = {operation.name_lower for operation in self.operations if isinstance(operation, CreateModel)}
        for operation in self.operations:
            if not (isinstance(operation, _PARTS) and operation.model_name_lower in new):
                operation.database_forwards(self.app_label, schema_editor, before, project_state)
        return project_state


def _change(state: ProjectState, app_label: str, operations: Sequence[Operation]) -> None:
    """All the operations' changes of the state; what was built of it so far is built anew once, at the end.

    Models that are only new are built by themselves: those they point to stay as they are, and learn of them.
    """
    apps = state.__dict__.pop("apps", None)
    touched = set()
    for operation in operations:
        operation.state_forwards(app_label, state)
        name = getattr(operation, "model_name", None) or getattr(operation, "name", None)
        touched.add((app_label, str(name).lower()))
    if apps is None:
        return
    state.__dict__["apps"] = apps
    before = {one for one in touched if one[1] in apps.all_models[app_label]}
    if before:
        state.reload_models(sorted(before | touched & state.models.keys()))
    else:
        apps.render_multiple([state.models[one] for one in sorted(touched & state.models.keys())])
