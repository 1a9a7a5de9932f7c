from datetime import date, timedelta

from django.db import migrations
from django.utils import timezone

from sasae.intermediary.keys.envelope import thumbprint

DAYS = 730


def first_versions(apps, schema_editor):
    """The key a body joined with is its first version."""
    versions = apps.get_model("intermediary_keys", "KeyVersion").objects
    for body in apps.get_model("intermediary_bodies", "Body").objects.exclude(public_key=""):
        joined = timezone.localtime(body.joined_at)
        versions.get_or_create(
            body=body,
            number=1,
            defaults={
                "thumbprint": thumbprint(body.public_key), "public_key": body.public_key, "state": "current",
                "made_by": "take_in_body", "made_at": joined, "confirmed_by": "take_in_body", "confirmed_at": joined,
                "expires_on": date(joined.year, joined.month, joined.day) + timedelta(days=DAYS),
            },
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("intermediary_keys", "0001_tables")]
    operations = [migrations.RunPython(first_versions, migrations.RunPython.noop)]
