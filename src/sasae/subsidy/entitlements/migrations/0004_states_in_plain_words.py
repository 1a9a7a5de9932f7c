from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subsidy_entitlements", "0003_answers_corrected")]

    operations = [
        migrations.AlterField(
            model_name="incomeinquiry",
            name="state",
            field=models.CharField(
                choices=[
                    ("requested", "回答待ち"), ("answered", "回答あり"), ("nobody", "該当する記録なし"),
                    ("not_automatic", "回答待ち"), ("refused", "回答が得られず"), ("error", "回答が得られず"),
                    ("corrected", "訂正の知らせあり"),
                ],
                db_comment="照会の状態", default="requested", max_length=15, verbose_name="状態",
            ),
        )
    ]  # fmt: skip
