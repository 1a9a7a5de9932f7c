import django.db.models.deletion
from django.db import migrations, models

from sasae.foundation.history.tables import AtOnce


class Migration(AtOnce):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Site',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(db_comment='拠点の番号', max_length=20, unique=True, verbose_name='拠点番号')),
                ('name', models.CharField(db_comment='拠点の名称', max_length=100, verbose_name='名称')),
                ('kind', models.CharField(choices=[('office', '庁舎（サーバーのある区画）'), ('data_centre', 'データセンター'), ('platform', '中間サーバー・プラットフォーム'), ('terminals', '端末を使う部屋'), ('papers', '書類を扱う執務室')], db_comment='拠点の種類（点検の項目を決める）', max_length=12, verbose_name='種類')),
                ('keeper', models.CharField(db_comment='拠点の物理的対策の責任者', max_length=100, verbose_name='責任者')),
                ('inspected_on', models.DateField(db_comment='別の職員が確かめた最後の点検の日', null=True, verbose_name='最後の点検')),
                ('registered_by', models.CharField(db_comment='登録した職員のID', max_length=64, verbose_name='登録者')),
                ('registered_at', models.DateTimeField(db_comment='登録した日時', verbose_name='登録日時')),
            ],
            options={
                'verbose_name': '拠点',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['office', 'data_centre', 'platform', 'terminals', 'papers'])), name='places_site_kind')],
            },
        ),
        migrations.CreateModel(
            name='Inspection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('on', models.DateField(db_comment='点検した日', verbose_name='点検日')),
                ('answers', models.JSONField(db_comment='項目ごとの結果（good・bad・none）', verbose_name='結果')),
                ('note', models.CharField(blank=True, db_comment='点検の所見', max_length=200, verbose_name='所見')),
                ('state', models.CharField(choices=[('recorded', '確認待ち'), ('confirmed', '確認済'), ('sent_back', '差戻し')], db_comment='点検の状態', default='recorded', max_length=10, verbose_name='状態')),
                ('inspected_by', models.CharField(db_comment='点検した職員のID', max_length=64, verbose_name='点検者')),
                ('inspected_at', models.DateTimeField(db_comment='点検を記録した日時', verbose_name='記録日時')),
                ('decided_by', models.CharField(blank=True, db_comment='確かめた、または差し戻した職員のID', max_length=64, verbose_name='確認者')),
                ('decided_at', models.DateTimeField(db_comment='確かめた、または差し戻した日時', null=True, verbose_name='確認日時')),
                ('why', models.CharField(blank=True, db_comment='差し戻した理由', max_length=200, verbose_name='差戻しの理由')),
                ('site', models.ForeignKey(db_comment='拠点', on_delete=django.db.models.deletion.PROTECT, related_name='inspections', to='places.site')),
            ],
            options={
                'verbose_name': '拠点の点検',
            },
        ),
        migrations.CreateModel(
            name='SiteFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(db_comment='点検の項目（measures.yaml の名）', max_length=40, verbose_name='項目')),
                ('words', models.CharField(db_comment='点検のときの項目の文', max_length=200, verbose_name='対策')),
                ('what', models.CharField(db_comment='不備の内容', max_length=200, verbose_name='不備')),
                ('mend_by', models.DateField(db_comment='直す期限', verbose_name='直す期限')),
                ('state', models.CharField(choices=[('open', '未対応'), ('mended', '結果の確認待ち'), ('closed', '解消済み')], db_comment='直ったか', default='open', max_length=6, verbose_name='状態')),
                ('how', models.CharField(blank=True, db_comment='直した方法、または直っていない理由', max_length=200, verbose_name='直した方法')),
                ('mended_by', models.CharField(blank=True, db_comment='直したと届け出た職員のID', max_length=64, verbose_name='直した職員')),
                ('mended_at', models.DateTimeField(db_comment='直したと届け出た日時', null=True, verbose_name='直した日時')),
                ('closed_by', models.CharField(blank=True, db_comment='直ったことを確かめた職員のID', max_length=64, verbose_name='確かめた職員')),
                ('closed_at', models.DateTimeField(db_comment='直ったことを確かめた日時', null=True, verbose_name='確かめた日時')),
                ('inspection', models.ForeignKey(db_comment='点検', on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='places.inspection')),
            ],
            options={
                'verbose_name': '拠点の不備',
            },
        ),
        migrations.CreateModel(
            name='LockedPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(db_comment='保管場所の名称', max_length=60, unique=True, verbose_name='名称')),
                ('kind', models.CharField(choices=[('cabinet', 'キャビネット'), ('safe', '金庫'), ('room', '書庫（施錠できる部屋）'), ('locker', 'ロッカー')], db_comment='保管場所の種類', max_length=8, verbose_name='種類')),
                ('room', models.CharField(db_comment='部屋と位置', max_length=60, verbose_name='部屋')),
                ('key_keeper', models.CharField(db_comment='鍵を持つ人の所属と氏名', max_length=100, verbose_name='鍵を持つ人')),
                ('ended_on', models.DateField(db_comment='使うのをやめた日。空は使用中', null=True, verbose_name='使わなくなった日')),
                ('registered_by', models.CharField(db_comment='登録した職員のID', max_length=64, verbose_name='登録者')),
                ('registered_at', models.DateTimeField(db_comment='登録した日時', verbose_name='登録日時')),
                ('site', models.ForeignKey(db_comment='拠点', on_delete=django.db.models.deletion.PROTECT, related_name='places', to='places.site')),
            ],
            options={
                'verbose_name': '施錠する保管場所',
                'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['cabinet', 'safe', 'room', 'locker'])), name='places_place_kind'), models.CheckConstraint(condition=models.Q(('key_keeper', ''), _negated=True), name='places_place_key')],
            },
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['recorded', 'confirmed', 'sent_back'])), name='places_inspection_state'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by', models.F('inspected_by')), _negated=True), name='places_inspection_by_another'),
        ),
        migrations.AddConstraint(
            model_name='inspection',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'recorded'), models.Q(('decided_at__isnull', False), models.Q(('decided_by', ''), _negated=True)), _connector='OR'), name='places_inspection_decided_whole'),
        ),
        migrations.AddIndex(
            model_name='sitefinding',
            index=models.Index(condition=models.Q(('state', 'closed'), _negated=True), fields=['mend_by'], name='places_finding_open'),
        ),
        migrations.AddConstraint(
            model_name='sitefinding',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'mended', 'closed'])), name='places_finding_state'),
        ),
        migrations.AddConstraint(
            model_name='sitefinding',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('mended_at__isnull', False), models.Q(('mended_by', ''), _negated=True), models.Q(('how', ''), _negated=True)), _connector='OR'), name='places_finding_mended_whole'),
        ),
        migrations.AddConstraint(
            model_name='sitefinding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'closed'), _negated=True), models.Q(models.Q(('closed_by', ''), _negated=True), models.Q(('closed_by', models.F('mended_by')), _negated=True)), _connector='OR'), name='places_finding_closed_by_another'),
        ),
    ]
