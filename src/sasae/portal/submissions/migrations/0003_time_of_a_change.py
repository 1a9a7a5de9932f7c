from django.db import migrations, models

import sasae.kernel.clock


class Migration(migrations.Migration):
    dependencies = [("portal_submissions", "0002_numbers")]

    operations = [
        migrations.AlterField(
            model_name="statuschange",
            name="at",
            field=models.DateTimeField(db_comment="変わった日時", default=sasae.kernel.clock.now, verbose_name="日時"),
        )
    ]
