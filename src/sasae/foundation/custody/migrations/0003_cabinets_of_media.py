import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce


class Migration(AtOnce):

    dependencies = [
        ('custody', '0002_zip_media_and_reminders'),
        ('places', '0001_tables'),
    ]

    operations = [
        migrations.AddField(
            model_name='medium',
            name='cabinet',
            field=models.ForeignKey(db_comment='しまう場所（施錠する保管場所）', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='media', to='places.lockedplace'),
        ),
        migrations.AddField(
            model_name='medium',
            name='holder',
            field=models.CharField(blank=True, db_comment='保管場所から取り出している職員のID。空は保管中', default='', max_length=64, verbose_name='取り出している職員'),
        ),
        migrations.CreateModel(
            name='MediumMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('put', 'しまった'), ('out', '取り出した')], db_comment='しまったか、取り出したか', max_length=4, verbose_name='出し入れ')),
                ('why', models.CharField(blank=True, db_comment='取り出した目的', max_length=200, verbose_name='目的')),
                ('by', models.CharField(db_comment='出し入れした職員のID', max_length=64, verbose_name='職員')),
                ('at', models.DateTimeField(db_comment='出し入れした日時', verbose_name='日時')),
                ('cabinet', models.ForeignKey(db_comment='保管場所', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.lockedplace')),
                ('medium', models.ForeignKey(db_comment='媒体', on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='custody.medium')),
                ('taking', models.ForeignKey(db_comment='出し入れのもとになった書き出し', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='custody.takingout')),
            ],
            options={
                'verbose_name': '媒体の出し入れ',
                'indexes': [models.Index(fields=['kind', 'at'], name='custody_move_out')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['put', 'out'])), name='custody_move_kind')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='mediummove',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n", hash='e8143b6038ca19306849037f81a772c13a94c88f', level='STATEMENT', operation='UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_append_only_6efd3', table='custody_mediummove', when='BEFORE')),
        ),
    ]
