from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("simulators_network_core", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="institution",
            name="keys_announced",
            field=models.IntegerField(db_comment="公開鍵を受け取った回数", default=1),
        ),
    ]
