from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("subsidy_print_runs", "0001_initial")]

    operations = [migrations.RunSQL("CREATE SEQUENCE subsidy_print_run", "DROP SEQUENCE subsidy_print_run")]
