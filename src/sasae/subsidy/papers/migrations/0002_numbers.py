from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("subsidy_papers", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE subsidy_paper_letter_number", "DROP SEQUENCE subsidy_paper_letter_number"),
    ]
