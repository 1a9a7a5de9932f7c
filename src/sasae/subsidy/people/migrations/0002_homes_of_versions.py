from django.db import migrations


class Migration(migrations.Migration):
    """Who was of a household is asked of the versions; their table is pghistory's, so the index is told in SQL."""

    dependencies = [("subsidy_people", "0001_tables")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX subsidy_people_version_home ON subsidy_people_person_event (household_no)",
            "DROP INDEX subsidy_people_version_home",
        )
    ]
