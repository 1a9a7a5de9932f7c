"""Every column is described, every append-only table is named, migrations follow one style."""

import re
from collections import Counter
from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from sasae.deployment.assessment import columns
from sasae.deployment.assessment.columns import UNCLASSED, kind_of


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


def every_place():
    """`system.table.column` of all, the tables of bodies too, which are stamped and not migrated."""
    models = [model for app in our_apps() for model in app.get_models()]
    fields = [(model._meta.db_table, field.column) for model in models for field in model._meta.local_concrete_fields]
    return {f"{settings.SASAE_SERVICE}.{table}.{column}" for table, column in fields}


@pytest.mark.clause("FIL-6")
def test_every_column_has_its_class():
    """A new column is classed where it is made: named in the assessment, needed (which affair, and why), or technical."""
    places = every_place()
    assert places
    assert [place for place in sorted(places) if kind_of(*place.split(".")) == UNCLASSED] == []


def meant(line):
    """A line of classes, and each of its alternatives alone."""
    parts = re.split(r"(\([^)]*\))", line)
    yield line
    for at, part in enumerate(parts):
        if part.startswith("("):
            yield from ("".join([*parts[:at], word, *parts[at + 1 :]]) for word in part.strip("()").split("|"))


def test_no_class_is_written_of_a_column_that_went_or_twice():
    service = settings.SASAE_SERVICE
    there = every_place()
    told = yaml.safe_load(Path(columns.__file__).with_name("column_classes.yaml").read_text("utf-8"))
    lines = [line for name in ("needed", "named", "technical_places") for line in told[name] if line.startswith(f"{service}.")]
    assert [each for line in lines for each in meant(line) if not there & set(columns.written_out(each))] == []
    counts = Counter(place for line in lines for place in columns.written_out(line))
    assert [place for place, count in counts.items() if count > 1] == []


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
