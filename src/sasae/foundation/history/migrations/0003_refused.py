"""An index of what was refused, which is rare among millions of lines."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("history", "0002_cases_and_marks")]

    operations = [
        migrations.AddIndex(
            model_name="historyentry",
            index=models.Index(
                condition=models.Q(("outcome", "refused")), fields=["-id"], name="history_entry_refused"
            ),
        ),
    ]
