from django.db import migrations

SEQUENCES = (
    "subsidy_paper_number",
    "subsidy_recipient_number",
    "subsidy_certificate_number",
    "subsidy_claim_number",
    "subsidy_payment_run",
    "subsidy_payment_serial",
)


class Migration(migrations.Migration):
    dependencies = [("subsidy_people", "0001_initial")]
    operations = [migrations.RunSQL(f"CREATE SEQUENCE {name}", f"DROP SEQUENCE {name}") for name in SEQUENCES]
