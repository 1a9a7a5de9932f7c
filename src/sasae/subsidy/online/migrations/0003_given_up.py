from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce

# What waits may be given up: the resident took it back, or sent it anew.
STATES = [
    ("waiting", "職員の確認待ち"), ("entered", "入力照合待ち"), ("done", "処理済み"), ("sent_back", "差戻し"),
    ("refused", "却下"), ("withdrawn", "取下げ"),
]  # fmt: skip


class Migration(AtOnce):
    dependencies = [("subsidy_online", "0002_senders_and_claims")]

    operations = [
        migrations.RemoveConstraint(model_name="sent", name="subsidy_online_state"),
        *(
            migrations.AlterField(
                model_name=model,
                name="state",
                field=models.CharField(
                    choices=STATES, db_comment="状態", default="waiting", max_length=10, verbose_name="状態"
                ),
            )
            for model in ("sent", "sentevent")
        ),
        migrations.AddConstraint(
            model_name="sent",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", [code for code, _ in STATES])), name="subsidy_online_state"
            ),
        ),
    ]
