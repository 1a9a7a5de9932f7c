import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce


class Migration(AtOnce):

    initial = True

    dependencies = [
        ('places', '0001_tables'),
        ('subsidy_people', '0003_versions_found_by_index'),
    ]

    operations = [
        migrations.CreateModel(
            name='Box',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(db_comment='箱の名称（中身のまとまり）', max_length=60, verbose_name='名称')),
                ('state', models.CharField(choices=[('open', '詰めている途中'), ('sealed', '封印済'), ('destroyed', '廃棄済')], db_comment='箱の状態', default='open', max_length=10, verbose_name='状態')),
                ('seal', models.CharField(blank=True, db_comment='いまの封印の番号。空は封印なし', max_length=30, verbose_name='封印番号')),
                ('made_by', models.CharField(db_comment='箱を登録した職員のID', max_length=64, verbose_name='作成者')),
                ('made_at', models.DateTimeField(db_comment='箱を登録した日時', verbose_name='作成日時')),
                ('place', models.ForeignKey(db_comment='保管場所', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='boxes', to='places.lockedplace')),
            ],
            options={
                'verbose_name': '書類の箱',
            },
        ),
        migrations.CreateModel(
            name='BoxMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('made', '登録した'), ('moved', '移した'), ('sealed', '封印した'), ('opened', '封印を開けた'), ('destroyed', '廃棄した')], db_comment='箱にしたこと', max_length=10, verbose_name='したこと')),
                ('seal', models.CharField(blank=True, db_comment='付けた、または開けた封印の番号', max_length=30, verbose_name='封印番号')),
                ('why', models.CharField(blank=True, db_comment='封印を開けた理由', max_length=200, verbose_name='理由')),
                ('by', models.CharField(db_comment='した職員のID', max_length=64, verbose_name='職員')),
                ('at', models.DateTimeField(db_comment='した日時', verbose_name='日時')),
                ('box', models.ForeignKey(db_comment='箱', on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='subsidy_paper_custody.box')),
                ('place', models.ForeignKey(db_comment='保管場所', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.lockedplace')),
            ],
            options={
                'verbose_name': '箱の動き',
            },
        ),
        migrations.CreateModel(
            name='DayCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(db_comment='点検した日', verbose_name='点検日')),
                ('begun_by', models.CharField(db_comment='点検を始めた職員のID', max_length=64, verbose_name='始めた職員')),
                ('begun_at', models.DateTimeField(db_comment='点検を始めた日時', verbose_name='始めた日時')),
                ('closed_by', models.CharField(blank=True, db_comment='点検を終えた職員のID', max_length=64, verbose_name='終えた職員')),
                ('closed_at', models.DateTimeField(db_comment='点検を終えた日時', null=True, verbose_name='終えた日時')),
                ('expected', models.IntegerField(db_comment='終えたときに、あるはずだった書類と箱の数', default=0, verbose_name='あるはずの数')),
                ('missing', models.JSONField(db_comment='見つからなかった書類と箱の番号', default=list, verbose_name='なかったもの')),
                ('surplus', models.JSONField(db_comment='ほかにあるはずなのに見つかった書類と箱の番号', default=list, verbose_name='余分なもの')),
                ('place', models.ForeignKey(db_comment='保管場所', on_delete=django.db.models.deletion.PROTECT, related_name='day_checks', to='places.lockedplace')),
            ],
            options={
                'verbose_name': '保管場所の点検',
            },
        ),
        migrations.CreateModel(
            name='Destruction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(db_comment='廃棄の理由（保存期間など）', max_length=200, verbose_name='廃棄の理由')),
                ('method', models.CharField(db_comment='裁断・溶解などの方法と場所', max_length=100, verbose_name='方法')),
                ('state', models.CharField(choices=[('prepared', '廃棄の承認待ち'), ('done', '廃棄済'), ('withdrawn', '取りやめ')], db_comment='廃棄の状態', default='prepared', max_length=10, verbose_name='状態')),
                ('count', models.IntegerField(db_comment='一覧にある書類の数', verbose_name='件数')),
                ('numbers', models.JSONField(db_comment='一覧にある書類の番号', verbose_name='書類の番号')),
                ('prepared_by', models.CharField(db_comment='一覧を作った職員のID', max_length=64, verbose_name='一覧を作った職員')),
                ('prepared_at', models.DateTimeField(db_comment='一覧を作った日時', verbose_name='一覧の日時')),
                ('ended_by', models.CharField(blank=True, db_comment='廃棄に立ち会った、または取りやめた職員のID', max_length=64, verbose_name='立ち会った職員')),
                ('ended_at', models.DateTimeField(db_comment='廃棄した、または取りやめた日時', null=True, verbose_name='廃棄日時')),
            ],
            options={
                'verbose_name': '書類の廃棄',
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['prepared', 'done', 'withdrawn'])), name='subsidy_destruction_state'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'done'), _negated=True), models.Q(('ended_at__isnull', False), models.Q(('ended_by', ''), _negated=True), models.Q(('ended_by', models.F('prepared_by')), _negated=True)), _connector='OR'), name='subsidy_destruction_by_two')],
            },
        ),
        migrations.CreateModel(
            name='Sighting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(db_comment='読んだ番号', max_length=9, verbose_name='番号')),
                ('by', models.CharField(db_comment='読んだ職員のID', max_length=64, verbose_name='職員')),
                ('at', models.DateTimeField(db_comment='読んだ日時', verbose_name='日時')),
                ('day_check', models.ForeignKey(db_comment='点検', on_delete=django.db.models.deletion.PROTECT, related_name='sightings', to='subsidy_paper_custody.daycheck')),
            ],
            options={
                'verbose_name': '点検で見たもの',
            },
        ),
        migrations.CreateModel(
            name='TrackedPaper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('application', '申請書'), ('notification', '届出書'), ('claim', '請求書'), ('receipt', '領収書'), ('attachment', '添付書類'), ('file', '綴り'), ('other', 'その他')], db_comment='書類の種類', max_length=12, verbose_name='種類')),
                ('subject', models.CharField(blank=True, db_comment='申請・届出・請求の番号。空は綴りなど', max_length=20, verbose_name='受付番号など')),
                ('title', models.CharField(blank=True, db_comment='書類の内容（氏名・住所を書かない）', max_length=60, verbose_name='内容')),
                ('sheets', models.IntegerField(db_comment='書類の枚数', verbose_name='枚数')),
                ('persons', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), db_comment='関わる本人の宛名番号', size=None, verbose_name='本人')),
                ('ward_code', models.CharField(blank=True, db_comment='担当する区', max_length=6, verbose_name='区')),
                ('received_on', models.DateField(db_comment='書類を受け取った日', verbose_name='受付日')),
                ('state', models.CharField(choices=[('kept', '保管中'), ('held', '職員が使用中'), ('lent', '貸出中'), ('missing', '所在不明'), ('listed', '廃棄の承認待ち'), ('destroyed', '廃棄済')], db_comment='書類の所在の状態', max_length=10, verbose_name='状態')),
                ('holder', models.CharField(blank=True, db_comment='手元に持っている職員のID', max_length=64, verbose_name='持っている職員')),
                ('borrower', models.CharField(blank=True, db_comment='貸し出した先', max_length=100, verbose_name='貸出先')),
                ('due_on', models.DateField(db_comment='貸し出した書類を返してもらう期限', null=True, verbose_name='返却期限')),
                ('moved_at', models.DateTimeField(db_comment='最後に所在が変わった日時', verbose_name='最後に動いた日時')),
                ('registered_by', models.CharField(db_comment='ラベルを作った職員のID', max_length=64, verbose_name='登録者')),
                ('registered_at', models.DateTimeField(db_comment='ラベルを作った日時', verbose_name='登録日時')),
                ('box', models.ForeignKey(db_comment='入っている箱', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='subsidy_paper_custody.box')),
                ('destruction', models.ForeignKey(db_comment='廃棄の一覧', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='subsidy_paper_custody.destruction')),
                ('person', models.ForeignKey(db_comment='主に関わる本人', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='subsidy_people.person')),
                ('place', models.ForeignKey(db_comment='保管場所', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='places.lockedplace')),
            ],
            options={
                'verbose_name': '書類',
            },
        ),
        migrations.CreateModel(
            name='PaperMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('received', '受け取った'), ('kept', 'しまった'), ('boxed', '箱に入れた'), ('held', '手元に取った'), ('lent', '貸し出した'), ('missed', '点検で見つからなかった'), ('found', '見つかった'), ('listed', '廃棄の一覧に入れた'), ('unlisted', '廃棄を取りやめた'), ('destroyed', '廃棄した')], db_comment='書類にしたこと', max_length=10, verbose_name='したこと')),
                ('where', models.CharField(blank=True, db_comment='行き先の名（保管場所・箱・職員・貸出先）', max_length=120, verbose_name='行き先')),
                ('note', models.CharField(blank=True, db_comment='貸出しの目的、見つからなかった点検など', max_length=200, verbose_name='備考')),
                ('by', models.CharField(db_comment='した職員のID', max_length=64, verbose_name='職員')),
                ('at', models.DateTimeField(db_comment='した日時', verbose_name='日時')),
                ('paper', models.ForeignKey(db_comment='書類', on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='subsidy_paper_custody.trackedpaper')),
            ],
            options={
                'verbose_name': '書類の動き',
            },
        ),
        migrations.AddConstraint(
            model_name='box',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'sealed', 'destroyed'])), name='subsidy_box_state'),
        ),
        migrations.AddConstraint(
            model_name='box',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'sealed'), _negated=True), models.Q(('seal', ''), _negated=True), _connector='OR'), name='subsidy_box_sealed'),
        ),
        migrations.AddConstraint(
            model_name='box',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'destroyed'), ('place__isnull', False), _connector='OR'), name='subsidy_box_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='boxmove',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['made', 'moved', 'sealed', 'opened', 'destroyed'])), name='subsidy_boxmove_kind'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='boxmove',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n", hash='d1b320a2f833d05c9e2656be231565f5c4a0bce5', level='STATEMENT', operation='UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_append_only_8f0dc', table='subsidy_paper_custody_boxmove', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='daycheck',
            index=models.Index(fields=['place', '-on'], name='subsidy_daycheck_last'),
        ),
        migrations.AddConstraint(
            model_name='daycheck',
            constraint=models.UniqueConstraint(condition=models.Q(('closed_at__isnull', True)), fields=('place',), name='subsidy_daycheck_one_at_a_time'),
        ),
        migrations.AddConstraint(
            model_name='sighting',
            constraint=models.UniqueConstraint(fields=('day_check', 'number'), name='subsidy_sighting_once'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sighting',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n", hash='84469bce630d339162fa29da779637e1b267d76d', level='STATEMENT', operation='UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_append_only_edd54', table='subsidy_paper_custody_sighting', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='trackedpaper',
            index=django.contrib.postgres.indexes.GinIndex(fields=['persons'], name='subsidy_tracked_persons'),
        ),
        migrations.AddIndex(
            model_name='trackedpaper',
            index=models.Index(fields=['subject'], name='subsidy_tracked_subject'),
        ),
        migrations.AddIndex(
            model_name='trackedpaper',
            index=models.Index(fields=['state', 'moved_at'], name='subsidy_tracked_state'),
        ),
        migrations.AddConstraint(
            model_name='trackedpaper',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['kept', 'held', 'lent', 'missing', 'listed', 'destroyed'])), name='subsidy_tracked_state'),
        ),
        migrations.AddConstraint(
            model_name='trackedpaper',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['application', 'notification', 'claim', 'receipt', 'attachment', 'file', 'other'])), name='subsidy_tracked_kind'),
        ),
        migrations.AddConstraint(
            model_name='trackedpaper',
            constraint=models.CheckConstraint(condition=models.Q(('sheets__gte', 1)), name='subsidy_tracked_sheets'),
        ),
        migrations.AddConstraint(
            model_name='trackedpaper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'kept'), _negated=True), models.Q(('box__isnull', True), ('place__isnull', False)), models.Q(('box__isnull', False), ('place__isnull', True)), _connector='OR'), name='subsidy_tracked_kept'),
        ),
        migrations.AddConstraint(
            model_name='trackedpaper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'held'), _negated=True), models.Q(('holder', ''), _negated=True), _connector='OR'), name='subsidy_tracked_held'),
        ),
        migrations.AddConstraint(
            model_name='trackedpaper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'lent'), _negated=True), models.Q(models.Q(('borrower', ''), _negated=True), ('due_on__isnull', False)), _connector='OR'), name='subsidy_tracked_lent'),
        ),
        migrations.AddConstraint(
            model_name='trackedpaper',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['listed', 'destroyed']), _negated=True), ('destruction__isnull', False), _connector='OR'), name='subsidy_tracked_destroyed'),
        ),
        migrations.AddIndex(
            model_name='papermove',
            index=models.Index(fields=['paper', 'id'], name='subsidy_papermove_paper'),
        ),
        migrations.AddConstraint(
            model_name='papermove',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['received', 'kept', 'boxed', 'held', 'lent', 'missed', 'found', 'listed', 'unlisted', 'destroyed'])), name='subsidy_papermove_kind'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='papermove',
            trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n", hash='10b9c8138e9dca137fa8e733d6f56b63fdc04bac', level='STATEMENT', operation='UPDATE OR DELETE OR TRUNCATE', pgid='pgtrigger_append_only_00f13', table='subsidy_paper_custody_papermove', when='BEFORE')),
        ),
    ]
