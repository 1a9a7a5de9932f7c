"""署名検証結果 gains 署名なし, for procedures that need no signature."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('intake_applications', '0003_warnings_and_lists'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='signaturecheck',
            name='intake_applications_result',
        ),
        migrations.AlterField(
            model_name='signaturecheck',
            name='result',
            field=models.CharField(choices=[('good', '有効'), ('bad', '無効'), ('none', '署名なし')], db_comment='署名検証結果', max_length=4, verbose_name='署名検証結果'),
        ),
        migrations.AddConstraint(
            model_name='signaturecheck',
            constraint=models.CheckConstraint(condition=models.Q(('result__in', ['good', 'bad', 'none'])), name='intake_applications_result'),
        ),
    ]
