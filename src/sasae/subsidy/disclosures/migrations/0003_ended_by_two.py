from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce


class Migration(AtOnce):
    dependencies = [
        ("subsidy_disclosures", "0002_what_is_stopped"),
    ]

    operations = [
        migrations.AddField(
            model_name="suspension",
            name="lift_asked_by",
            field=models.CharField(
                blank=True,
                db_comment="停止をやめることを申請した職員のID",
                default="",
                max_length=64,
                verbose_name="解除を申請した職員",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="suspension",
            name="lift_asked_on",
            field=models.DateField(
                db_comment="停止をやめることを申請した日（承認を待つ間）", null=True, verbose_name="解除の申請日"
            ),
        ),
        migrations.AlterField(
            model_name="suspension",
            name="why_lifted",
            field=models.CharField(
                blank=True, db_comment="停止をやめる理由", max_length=300, verbose_name="解除の理由"
            ),
        ),
        migrations.AddConstraint(
            model_name="suspension",
            constraint=models.CheckConstraint(
                condition=models.Q(("lift_asked_on__isnull", True), models.Q(models.Q(("why_lifted", ""), _negated=True), models.Q(("lift_asked_by", ""), _negated=True)), _connector="OR"),
                name="subsidy_disclosures_lift_asked_whole",
            ),
        ),
    ]
