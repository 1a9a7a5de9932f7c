from django.db import migrations

SEQUENCES = ("subsidy_notification_number", "subsidy_loss_notice_number")


class Migration(migrations.Migration):
    dependencies = [("subsidy_notifications", "0001_initial")]
    operations = [migrations.RunSQL(f"CREATE SEQUENCE {name}", f"DROP SEQUENCE {name}") for name in SEQUENCES]
