import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce


class Migration(AtOnce):

    dependencies = [
        ('terminals', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='DailyCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(db_comment='点検した日', verbose_name='点検日')),
                ('wire', models.BooleanField(db_comment='業務時間中、ワイヤーなどで固定されているか', verbose_name='固定')),
                ('room', models.BooleanField(db_comment='操作場所への入退室が管理されているか', verbose_name='入退室')),
                ('cabinet', models.BooleanField(db_comment='前の業務日の後、キャビネットなどにしまわれていたか', verbose_name='保管')),
                ('definitions_on', models.DateField(db_comment='ウイルス定義ファイルの日付', verbose_name='ウイルス定義の日付')),
                ('wrong', models.BooleanField(db_comment='どれかが満たされていないか、定義が古い', verbose_name='異常')),
                ('note', models.CharField(blank=True, db_comment='異常の内容と、したこと', max_length=200, verbose_name='気付いたこと')),
                ('by', models.CharField(db_comment='点検した職員のID', max_length=64, verbose_name='点検者')),
                ('at', models.DateTimeField(db_comment='点検を記録した日時', verbose_name='記録日時')),
                ('terminal', models.ForeignKey(db_comment='端末', on_delete=django.db.models.deletion.PROTECT, related_name='checks', to='terminals.terminal')),
            ],
            options={
                'verbose_name': '端末の日々の点検',
                'indexes': [models.Index(fields=['terminal', '-on', '-id'], name='terminals_check_last')],
                'constraints': [models.CheckConstraint(condition=models.Q(('wrong', False), models.Q(('note', ''), _negated=True), _connector='OR'), name='terminals_check_says_what'), models.CheckConstraint(condition=models.Q(('wrong', True), models.Q(('cabinet', True), ('room', True), ('wire', True)), _connector='OR'), name='terminals_check_right')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='dailycheck',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n", hash='bb0e31eaa186b2c8af0ad41144df73824f90c966', level='STATEMENT', operation='UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_append_only_76e18', table='terminals_dailycheck', when='BEFORE')),
        ),
    ]
