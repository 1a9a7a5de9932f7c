"""Every table is kept by exactly one rule: a kind that is deleted after its period, or a reason why it needs none."""

import pytest
from django.apps import apps
from django.conf import settings

from sasae.deployment.assessment.kept_tables import kinds, rules_of

pytestmark = pytest.mark.clause("RET-2", "RET-4")


def tables() -> set[str]:
    """The tables of this system, those of bodies too; versions go with their rows, and a view keeps nothing."""
    ours = [app for app in apps.get_app_configs() if app.name.startswith("sasae.")]
    models = [model for app in ours for model in app.get_models() if not hasattr(model, "pgh_tracked_model")]
    return {model._meta.db_table for model in models} - {"subsidy_desk_case"}


def test_every_table_has_exactly_one_rule() -> None:
    found = {table: rules_of(settings.SASAE_SERVICE, table) for table in sorted(tables())}
    assert {table: rules for table, rules in found.items() if len(rules) != 1} == {}


def test_every_kind_named_is_one_the_system_deletes() -> None:
    from sasae.foundation.retention.source import source

    known = set(source().KINDS)
    if settings.SASAE_SERVICE == "intermediary":  # what bodies hold, they delete
        from sasae.intermediary.retention.models import Kind

        known |= {kind.value for kind in Kind}
    assert set(kinds(settings.SASAE_SERVICE)) - known == set()
