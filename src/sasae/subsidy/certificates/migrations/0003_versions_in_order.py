from django.db import migrations


class Migration(migrations.Migration):
    """The list of every certificate as of a past day begins with the last one; the versions' table is pghistory's, so its
    index is told in SQL."""

    dependencies = [("subsidy_certificates", "0002_pmh_files")]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX subsidy_certificates_version_list ON subsidy_certificates_certificate_event (id DESC, pgh_id)",
            "DROP INDEX subsidy_certificates_version_list",
        )
    ]
