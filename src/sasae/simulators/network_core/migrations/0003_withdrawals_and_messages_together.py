from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("simulators_network_core", "0002_keys_announced"),
    ]

    operations = [
        migrations.CreateModel(
            name="WithdrawnBefore",
            fields=[
                (
                    "processing_no",
                    models.CharField(db_comment="処理通番", max_length=24, primary_key=True, serialize=False),
                ),
                ("reason", models.CharField(db_comment="取り下げの理由", max_length=500)),
            ],
        ),
        migrations.AddField(
            model_name="coreinquiry",
            name="asked_with",
            field=models.CharField(db_comment="提供を求めた電文の冪等キー", default="", max_length=80),
        ),
        migrations.AddField(
            model_name="coreinquiry",
            name="renewals",
            field=models.IntegerField(db_comment="許可証を出し直した回数", default=0),
        ),
        migrations.AddField(
            model_name="coreinquiry",
            name="requested_at",
            field=models.DateTimeField(db_comment="求めの日時", db_index=True, null=True),
        ),
        migrations.AddField(
            model_name="coreinquiry",
            name="together",
            field=models.BooleanField(db_comment="まとめて受け付けた照会", default=False),
        ),
        migrations.AddField(
            model_name="coreinquiry",
            name="why_withdrawn",
            field=models.CharField(db_comment="取り下げの理由", default="", max_length=500),
        ),
        migrations.AddField(
            model_name="institution",
            name="signing_key",
            field=models.TextField(blank=True, db_comment="回答に署名する公開鍵（JWK）", default=""),
        ),
        migrations.AlterField(
            model_name="coreinquiry",
            name="state",
            field=models.CharField(
                choices=[
                    ("waiting", "提供を求める前"),
                    ("provided", "提供あり"),
                    ("delivered", "照会者に渡した"),
                    ("withdrawn", "取り下げ"),
                    ("void", "取り下げを提供者に伝えた"),
                ],
                db_comment="状態",
                default="waiting",
                max_length=10,
            ),
        ),
        migrations.AddIndex(
            model_name="coreinquiry",
            index=models.Index(fields=["state", "received_at"], name="simulators_core_state"),
        ),
    ]
