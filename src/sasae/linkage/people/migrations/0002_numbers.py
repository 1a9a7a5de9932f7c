from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("linkage_people", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE linkage_unified_no", "DROP SEQUENCE linkage_unified_no"),
    ]
