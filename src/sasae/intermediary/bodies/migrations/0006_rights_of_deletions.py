from django.db import migrations

# What an operator of a body may do with its deletions has names of its own; the others are the platform's from here on.
RENAME = "UPDATE accounts_grant SET \"right\" = replace(\"right\", '{}', '{}') WHERE \"right\" IN ('{}view', '{}manage')"


class Migration(migrations.Migration):
    dependencies = [("intermediary_bodies", "0005_journal_of_a_body"), ("accounts", "0005_grants_of_an_emergency")]

    operations = [
        migrations.RunSQL(
            RENAME.format("retention.", "deletions.", "retention.", "retention."),
            RENAME.format("deletions.", "retention.", "deletions.", "deletions."),
        ),
    ]
