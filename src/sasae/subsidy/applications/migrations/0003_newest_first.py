from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("subsidy_applications", "0002_initial")]

    operations = [
        migrations.AddIndex(
            model_name="application",
            index=models.Index(fields=["-registered_at"], name="subsidy_applications_newest"),
        ),
    ]
