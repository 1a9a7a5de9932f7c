from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("linkage_people", "0004_register_events")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX linkage_people_household_versions ON linkage_people_registeredperson_event (household_no)",
            "DROP INDEX linkage_people_household_versions",
        ),
    ]
