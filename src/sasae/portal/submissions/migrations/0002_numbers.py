from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("portal_submissions", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE portal_receipt_number", "DROP SEQUENCE portal_receipt_number"),
    ]
