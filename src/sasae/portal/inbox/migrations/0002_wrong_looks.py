"""Wrong tries to read without a card are counted by the hour, not against a number."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("portal_inbox", "0001_letters_and_replies")]

    operations = [
        migrations.DeleteModel(name="FailedLook"),
        migrations.CreateModel(
            name="WrongLooks",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "hour",
                    models.DateTimeField(db_comment="数えた1時間の始まり", unique=True, verbose_name="時間帯"),
                ),
                (
                    "tries",
                    models.IntegerField(db_comment="その1時間に番号が違っていた回数", default=0, verbose_name="回数"),
                ),
            ],
            options={"verbose_name": "カードなしの閲覧の誤り"},
        ),
    ]
