"""Indexes for the viewer: by an operator's name, by case, and of looks at old data and at protected persons."""

from django.db import migrations, models
from django.db.models.fields.json import KeyTextTransform

from sasae.foundation.history.tables import AtOnce


class Migration(AtOnce):
    dependencies = [("history", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(fields=["actor_name", "-id"], name="history_entry_actor_name"),
        ),
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(fields=["subject", "-id"], name="history_entry_subject"),
        ),
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(
                KeyTextTransform("case", "detail"),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("detail__has_key", "case")),
                name="history_entry_case",
            ),
        ),
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(
                condition=models.Q(("detail__has_key", "protected")), fields=["-id"], name="history_entry_protected"
            ),
        ),
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(
                condition=models.Q(("detail__has_key", "past")), fields=["-id"], name="history_entry_past"
            ),
        ),
    ]
