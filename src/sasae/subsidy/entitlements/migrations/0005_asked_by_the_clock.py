from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce


class Migration(AtOnce):
    dependencies = [("subsidy_entitlements", "0004_states_in_plain_words")]

    operations = [
        migrations.AlterField(
            model_name="incomeinquiry",
            name="asked_at",
            field=models.DateTimeField(db_comment="照会した日時", verbose_name="照会日時"),
        )
    ]
