from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("subsidy_extraction", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE subsidy_extraction_number", "DROP SEQUENCE subsidy_extraction_number"),
    ]
