from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("subsidy_old_system", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE subsidy_old_system_number", "DROP SEQUENCE subsidy_old_system_number"),
    ]
