"""Every column is described, every append-only table is named, migrations follow one style."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader


def our_apps():
    return [app for app in apps.get_app_configs() if app.name.startswith("sasae.")]


def our_models():
    return [model for app in our_apps() for model in app.get_models() if model._meta.managed]


def test_every_column_is_described_in_japanese():
    """Version tables copy the columns they keep; what the history package adds to them is named pgh_…."""
    bare = [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in model._meta.local_concrete_fields
        if not field.primary_key
        and not field.name.startswith("pgh_")
        and not (field.name == "id" and hasattr(model, "pgh_tracked_model"))
        and (not field.db_comment or field.db_comment.isascii())
    ]
    assert bare == []


def test_keys_to_users_leave_no_name_on_the_user():
    loud = [
        f"{model.__name__}.{field.name}"
        for model in our_models()
        for field in model._meta.local_concrete_fields
        if field.is_relation
        and not field.name.startswith("pgh_")
        and field.related_model is not None
        and field.related_model._meta.label == settings.AUTH_USER_MODEL
        and field.remote_field.related_name != "+"
    ]
    assert loud == []


def test_tables_with_an_append_only_trigger_are_named_for_the_grants():
    guarded = {
        model._meta.db_table
        for model in our_models()
        for trigger in getattr(model._meta, "triggers", [])
        if trigger.name == "append_only"
    }
    named = {table for app in our_apps() for table in getattr(app, "append_only", [])}
    assert guarded - named == set()


def test_migrations_are_numbered_without_gaps_and_named_for_what_they_do():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    for app in our_apps():
        names = sorted(name for label, name in loader.disk_migrations if label == app.label)
        assert [name[:4] for name in names] == [f"{number:04}" for number in range(1, len(names) + 1)]
        assert [name for name in names if "auto_" in name] == []


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_no_migration_names_a_day_in_its_file_name():
    for app in our_apps():
        assert [path.name for path in Path(app.path).glob("migrations/*202*.py")] == []


@pytest.mark.django_db
def test_the_database_has_every_trigger_the_models_name_and_no_other_of_their_kind():
    """First migrations install triggers by the models' options: one left out would show nowhere else."""
    named = {
        (model._meta.db_table, trigger.get_pgid(model)) for model in our_models() for trigger in triggers_of(model)
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid"
            " WHERE t.tgname LIKE 'pgtrigger\\_%' AND t.tgparentid = 0"
        )
        installed = set(cursor.fetchall())
    assert installed == named


def triggers_of(model):
    return getattr(model._meta, "triggers", [])
