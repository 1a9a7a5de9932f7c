from django.conf import settings
from django.db import migrations, models


def name_the_organisation(apps, schema_editor):
    """What was told so far came from the one personnel office that is asked."""
    whose = getattr(settings, "SASAE_PERSONNEL_OFFICE_CODE", "")
    apps.get_model("accounts", "StaffNotice").objects.update(organisation=whose)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_staff_notices")]

    operations = [
        migrations.AddField(
            "staffnotice",
            "organisation",
            models.CharField(
                "団体コード",
                max_length=6,
                blank=True,
                default="",
                db_comment="知らせた団体。一つの団体だけが使うシステムでは空",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "staffnotice",
            "replaces",
            models.BigIntegerField("改める知らせ", null=True, db_comment="この知らせが改めた知らせの一連番号"),
        ),
        migrations.AddField(
            "staffnotice",
            "curtailed",
            models.JSONField(
                "早めた利用終了日",
                default=dict,
                db_comment="この知らせで利用終了日を早めた利用者と、その前の利用終了日",
            ),
        ),
        migrations.AlterField(
            "staffnotice",
            "sequence",
            models.BigIntegerField("一連番号", db_comment="人事の知らせの一連番号（団体ごと）"),
        ),
        migrations.AlterField(
            "staffnotice",
            "event",
            models.CharField("異動", max_length=10, db_comment="採用・異動・退職・休職・復職・取消"),
        ),
        migrations.AddConstraint(
            "staffnotice",
            models.UniqueConstraint(fields=["organisation", "sequence"], name="accounts_notice_told_once"),
        ),
        migrations.RunPython(name_the_organisation, migrations.RunPython.noop),
    ]
