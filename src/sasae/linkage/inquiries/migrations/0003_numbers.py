from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("linkage_inquiries", "0002_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE linkage_inquiry_no", "DROP SEQUENCE linkage_inquiry_no"),
    ]
