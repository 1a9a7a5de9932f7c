import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce


class Migration(AtOnce):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Attendance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('login_id', models.CharField(db_comment='受講した利用者のID（外部キーにしない）', max_length=32, verbose_name='利用者ID')),
                ('registered_by', models.CharField(db_comment='登録した職員のID。本人ではない', max_length=64, verbose_name='登録した職員')),
                ('cancelled_by', models.CharField(blank=True, db_comment='取り消した職員のID', max_length=64, verbose_name='取り消した職員')),
                ('cancelled_at', models.DateTimeField(db_comment='取り消した日時', null=True, verbose_name='取消日時')),
                ('why', models.CharField(blank=True, db_comment='取り消した理由', max_length=200, verbose_name='取消しの理由')),
            ],
            options={
                'verbose_name': '受講',
            },
        ),
        migrations.CreateModel(
            name='CourseSession',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('organisation', models.CharField(blank=True, db_comment='どの団体の研修か。一つの団体だけが使うシステムでは空', max_length=6, verbose_name='団体コード')),
                ('course', models.CharField(db_comment='研修の名（courses.yaml に定める）', max_length=30, verbose_name='研修')),
                ('held_on', models.DateField(db_comment='研修を行った日', verbose_name='実施日')),
                ('how', models.CharField(db_comment='会場、または動画などの方法', max_length=100, verbose_name='会場・方法')),
                ('teacher', models.CharField(db_comment='講師か教材', max_length=100, verbose_name='講師・教材')),
                ('proof', models.CharField(db_comment='修了を何で確かめたか（出席簿、確認テストなど）', max_length=200, verbose_name='修了の確かめ方')),
                ('registered_by', models.CharField(db_comment='登録した職員のID（外部キーにしない）', max_length=64, verbose_name='登録した職員')),
                ('registered_at', models.DateTimeField(db_comment='登録した日時', verbose_name='登録日時')),
            ],
            options={
                'verbose_name': '研修の実施',
            },
        ),
        migrations.CreateModel(
            name='Prompt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('login_id', models.CharField(db_comment='促された利用者のID（外部キーにしない）', max_length=32, verbose_name='利用者ID')),
                ('course', models.CharField(db_comment='促した研修の名', max_length=30, verbose_name='研修')),
                ('prompted_by', models.CharField(db_comment='促した保護責任者のID（外部キーにしない）', max_length=64, verbose_name='促した職員')),
                ('prompted_at', models.DateTimeField(db_comment='促した日時', verbose_name='促した日時')),
            ],
            options={
                'verbose_name': '受講の催促',
            },
        ),
        migrations.CreateModel(
            name='Acknowledgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('login_id', models.CharField(db_comment='確認した利用者のID（外部キーにしない）', max_length=32, verbose_name='利用者ID')),
                ('rule', models.CharField(db_comment='規程の名（texts に定める）', max_length=20, verbose_name='規程')),
                ('version', models.CharField(db_comment='確認した文のSHA-256', max_length=64, verbose_name='版')),
                ('fiscal_year', models.SmallIntegerField(db_comment='確認した年度（4月から）', verbose_name='年度')),
                ('at', models.DateTimeField(db_comment='確認した日時', verbose_name='確認日時')),
            ],
            options={
                'verbose_name': '規程の確認',
                'constraints': [models.UniqueConstraint(fields=('login_id', 'fiscal_year', 'rule', 'version'), name='instruction_acknowledged_once')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='acknowledgement',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n", hash='73258e9a8fe283c2899fd482b821d77d0dd704b3', level='STATEMENT', operation='UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_append_only_4cd62', table='instruction_acknowledgement', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='coursesession',
            index=models.Index(fields=['organisation', '-held_on'], name='instruction_session_newest'),
        ),
        migrations.AddField(
            model_name='attendance',
            name='session',
            field=models.ForeignKey(db_comment='研修の実施', on_delete=django.db.models.deletion.PROTECT, related_name='attendances', to='instruction.coursesession', verbose_name='研修の実施'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='coursesession',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n", hash='af5b3e7893e1285240d52ee5fac957cb1912da45', level='STATEMENT', operation='UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_append_only_cbeb5', table='instruction_coursesession', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='prompt',
            index=models.Index(fields=['login_id', '-prompted_at'], name='instruction_prompted'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='prompt',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n", hash='fdf3c1cc27e2de0a018f3a922629efeffe5a8c14', level='STATEMENT', operation='UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_append_only_f451b', table='instruction_prompt', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='attendance',
            index=models.Index(fields=['login_id'], name='instruction_taken_by'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.UniqueConstraint(fields=('session', 'login_id'), name='instruction_taken_once'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(('login_id', models.F('registered_by')), _negated=True), name='instruction_not_ones_own'),
        ),
        migrations.AddConstraint(
            model_name='attendance',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('cancelled_at__isnull', True), ('cancelled_by', ''), ('why', '')), models.Q(('cancelled_at__isnull', False), models.Q(('cancelled_by', ''), _negated=True), models.Q(('why', ''), _negated=True)), _connector='OR'), name='instruction_cancelled_whole'),
        ),
    ]
