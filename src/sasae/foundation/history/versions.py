"""Row versions of business tables: every insert, update and delete leaves a copy of the row, by the database itself.

    @versioned
    class Certificate(models.Model): ...

makes `CertificateEvent` with table `<table>_event`; name that table in the app's `append_only` list. Statement-level
triggers keep bulk writes fast.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar, overload

import pghistory
import pgtrigger
from django.db import models

from sasae.foundation.history.append_only import append_only

Model = TypeVar("Model", bound=type[models.Model])


@overload
def versioned(model: Model) -> Model: ...
@overload
def versioned(
    *, exclude: Sequence[str] = (), loaded: bool = False, first_load: tuple[str, str] | None = None
) -> Callable[[Model], Model]: ...
def versioned(
    model: Any = None, *, exclude: Sequence[str] = (), loaded: bool = False, first_load: tuple[str, str] | None = None
) -> Any:
    """Keep the versions of a model's rows. `exclude` names fields that must not be kept twice (secrets, large bytes).

    `loaded` is for tables that are filled by the million: a new row leaves no version (the journal tells of the load);
    from then on a version is what the row was before each change, the row itself being the last.

    `first_load`, a column and a value, is for those filled by the million once and row by row afterwards: a new row with
    that value leaves no version until it changes, when it is kept as it was; all else leaves one as ever.
    """
    trackers = [
        pghistory.InsertEvent(level=pgtrigger.Statement),
        pghistory.UpdateEvent(level=pgtrigger.Statement),
    ]
    if loaded:
        trackers = [pghistory.UpdateEvent(level=pgtrigger.Statement, row="OLD")]

    if first_load is not None:
        column, value = first_load
        trackers = [
            pghistory.InsertEvent(level=pgtrigger.Statement, condition=~pgtrigger.Q(**{f"new__{column}": value})),
            pghistory.UpdateEvent(
                "before", level=pgtrigger.Statement, condition=pgtrigger.Q(**{f"old__{column}": value}), row="OLD"
            ),
            pghistory.UpdateEvent(level=pgtrigger.Statement),
        ]

    def keep(model: Model) -> Model:
        track = pghistory.track(
            *trackers,
            pghistory.DeleteEvent(level=pgtrigger.Statement),
            exclude=list(exclude),
            meta={"triggers": append_only(), "db_table": f"{model._meta.db_table}_event"},
        )
        tracked: Model = track(model)
        return tracked

    return keep if model is None else keep(model)


def event_models(app_label: str) -> list[type[models.Model]]:
    """The version models of an app, e.g. to list their tables in `append_only`."""
    from django.apps import apps

    return [model for model in apps.get_app_config(app_label).get_models() if hasattr(model, "pgh_tracked_model")]
