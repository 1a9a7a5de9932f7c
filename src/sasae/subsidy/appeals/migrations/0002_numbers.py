from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("subsidy_appeals", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE subsidy_appeal_number", "DROP SEQUENCE subsidy_appeal_number"),
    ]
