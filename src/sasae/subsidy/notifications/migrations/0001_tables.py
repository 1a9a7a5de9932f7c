import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
import sasae.foundation.release
from django.db import migrations, models


SEQUENCES = (
    "subsidy_notification_number",
    "subsidy_loss_notice_number",
)


class Migration(migrations.Migration):
    replaces = [
        ("subsidy_notifications", "0001_initial"),
        ("subsidy_notifications", "0002_numbers"),
        ("subsidy_notifications", "0003_household"),
        ("subsidy_notifications", "0004_mended"),
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_entitlements", "0001_tables"),
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Notification",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                db_comment="届出の番号", max_length=20, unique=True, verbose_name="届出番号"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("01", "住所"),
                                    ("02", "氏名"),
                                    ("03", "保険"),
                                    ("04", "世帯・扶養"),
                                    ("05", "所得更正"),
                                    ("06", "口座"),
                                    ("07", "送付先"),
                                    ("08", "児童追加"),
                                    ("09", "児童減"),
                                    ("10", "第三者行為"),
                                    ("11", "喪失"),
                                    ("12", "再交付"),
                                    ("13", "現況届"),
                                ],
                                db_comment="届出種別",
                                max_length=2,
                                verbose_name="届出種別",
                            ),
                        ),
                        (
                            "family",
                            models.ForeignKey(
                                db_comment="家族",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="notifications",
                                to="subsidy_entitlements.family",
                            ),
                        ),
                        ("received_on", models.DateField(db_comment="届出を受け付けた日", verbose_name="受付日")),
                        (
                            "occurred_on",
                            models.DateField(db_comment="届け出られた事実の生じた日", verbose_name="異動日"),
                        ),
                        (
                            "content",
                            models.JSONField(
                                db_comment="届出の内容（住所・個人番号を除く）", verbose_name="届出の内容"
                            ),
                        ),
                        (
                            "postal_code",
                            models.CharField(
                                blank=True, db_comment="届け出られた郵便番号", max_length=7, verbose_name="郵便番号"
                            ),
                        ),
                        (
                            "address",
                            sasae.foundation.release.GuardedTextField(
                                blank=True,
                                db_comment="届け出られた住所（出口を通してだけ文字になる）",
                                max_length=300,
                                verbose_name="住所",
                            ),
                        ),
                        (
                            "late",
                            models.BooleanField(
                                db_comment="届出の期限を過ぎていたか", default=False, verbose_name="期限後"
                            ),
                        ),
                        (
                            "identity_checked",
                            models.CharField(db_comment="本人確認の方法", max_length=100, verbose_name="本人確認"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("entered", "入力照合待ち"),
                                    ("effective", "処理済み"),
                                    ("withdrawn", "取下げ"),
                                ],
                                db_comment="届出の状態",
                                default="entered",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "token",
                            models.CharField(
                                db_comment="同じ入力を二度登録しないための印",
                                max_length=32,
                                unique=True,
                                verbose_name="入力の印",
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        ("entered_at", models.DateTimeField(db_comment="入力した日時", verbose_name="入力日時")),
                        (
                            "confirmed_by",
                            models.CharField(
                                blank=True, db_comment="入力を照合した者のID", max_length=64, verbose_name="照合者"
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(
                                db_comment="照合して効力が生じた日時", null=True, verbose_name="照合日時"
                            ),
                        ),
                        (
                            "version",
                            models.IntegerField(db_comment="入力を直すたびに上がる番号", default=1, verbose_name="版"),
                        ),
                    ],
                    options={
                        "verbose_name": "届出",
                        "indexes": [models.Index(fields=["state", "received_on"], name="subsidy_notifications_state")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["entered", "effective", "withdrawn"])),
                                name="subsidy_notifications_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        ["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13"],
                                    )
                                ),
                                name="subsidy_notifications_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("identity_checked", ""), _negated=True),
                                name="subsidy_notifications_identity",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("confirmed_by", ""),
                                    models.Q(("confirmed_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_notifications_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "effective"), _negated=True),
                                    models.Q(("confirmed_by", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_notifications_confirmed",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_notifications_notification_event" ("address", "confirmed_at", "confirmed_by", "content", "entered_at", "entered_by", "family_id", "id", "identity_checked", "kind", "late", "number", "occurred_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "received_on", "state", "token", "version") SELECT new_values."address", new_values."confirmed_at", new_values."confirmed_by", new_values."content", new_values."entered_at", new_values."entered_by", new_values."family_id", new_values."id", new_values."identity_checked", new_values."kind", new_values."late", new_values."number", new_values."occurred_on", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."postal_code", new_values."received_on", new_values."state", new_values."token", new_values."version" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d2affa6bb927d1984bb2e05cd6944a98dc44c3f7",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_6c523",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_notifications_notification",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_notifications_notification_event" ("address", "confirmed_at", "confirmed_by", "content", "entered_at", "entered_by", "family_id", "id", "identity_checked", "kind", "late", "number", "occurred_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "received_on", "state", "token", "version") SELECT new_values."address", new_values."confirmed_at", new_values."confirmed_by", new_values."content", new_values."entered_at", new_values."entered_by", new_values."family_id", new_values."id", new_values."identity_checked", new_values."kind", new_values."late", new_values."number", new_values."occurred_on", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."postal_code", new_values."received_on", new_values."state", new_values."token", new_values."version" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="fb726dfc2d831328e97b52fdefabb298e370a956",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_60cb9",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_notifications_notification",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_notifications_notification_event" ("address", "confirmed_at", "confirmed_by", "content", "entered_at", "entered_by", "family_id", "id", "identity_checked", "kind", "late", "number", "occurred_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "received_on", "state", "token", "version") SELECT old_values."address", old_values."confirmed_at", old_values."confirmed_by", old_values."content", old_values."entered_at", old_values."entered_by", old_values."family_id", old_values."id", old_values."identity_checked", old_values."kind", old_values."late", old_values."number", old_values."occurred_on", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."postal_code", old_values."received_on", old_values."state", old_values."token", old_values."version" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f3ed7b4380a6db18398dbe72a4cf9618c6f7777c",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_55b06",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_notifications_notification",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NotificationEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="subsidy_notifications.notification",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        ("number", models.CharField(db_comment="届出の番号", max_length=20, verbose_name="届出番号")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("01", "住所"),
                                    ("02", "氏名"),
                                    ("03", "保険"),
                                    ("04", "世帯・扶養"),
                                    ("05", "所得更正"),
                                    ("06", "口座"),
                                    ("07", "送付先"),
                                    ("08", "児童追加"),
                                    ("09", "児童減"),
                                    ("10", "第三者行為"),
                                    ("11", "喪失"),
                                    ("12", "再交付"),
                                    ("13", "現況届"),
                                ],
                                db_comment="届出種別",
                                max_length=2,
                                verbose_name="届出種別",
                            ),
                        ),
                        (
                            "family",
                            models.ForeignKey(
                                db_comment="家族",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_entitlements.family",
                            ),
                        ),
                        ("received_on", models.DateField(db_comment="届出を受け付けた日", verbose_name="受付日")),
                        (
                            "occurred_on",
                            models.DateField(db_comment="届け出られた事実の生じた日", verbose_name="異動日"),
                        ),
                        (
                            "content",
                            models.JSONField(
                                db_comment="届出の内容（住所・個人番号を除く）", verbose_name="届出の内容"
                            ),
                        ),
                        (
                            "postal_code",
                            models.CharField(
                                blank=True, db_comment="届け出られた郵便番号", max_length=7, verbose_name="郵便番号"
                            ),
                        ),
                        (
                            "address",
                            sasae.foundation.release.GuardedTextField(
                                blank=True,
                                db_comment="届け出られた住所（出口を通してだけ文字になる）",
                                max_length=300,
                                verbose_name="住所",
                            ),
                        ),
                        (
                            "late",
                            models.BooleanField(
                                db_comment="届出の期限を過ぎていたか", default=False, verbose_name="期限後"
                            ),
                        ),
                        (
                            "identity_checked",
                            models.CharField(db_comment="本人確認の方法", max_length=100, verbose_name="本人確認"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("entered", "入力照合待ち"),
                                    ("effective", "処理済み"),
                                    ("withdrawn", "取下げ"),
                                ],
                                db_comment="届出の状態",
                                default="entered",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "token",
                            models.CharField(
                                db_comment="同じ入力を二度登録しないための印", max_length=32, verbose_name="入力の印"
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        ("entered_at", models.DateTimeField(db_comment="入力した日時", verbose_name="入力日時")),
                        (
                            "confirmed_by",
                            models.CharField(
                                blank=True, db_comment="入力を照合した者のID", max_length=64, verbose_name="照合者"
                            ),
                        ),
                        (
                            "confirmed_at",
                            models.DateTimeField(
                                db_comment="照合して効力が生じた日時", null=True, verbose_name="照合日時"
                            ),
                        ),
                        (
                            "version",
                            models.IntegerField(db_comment="入力を直すたびに上がる番号", default=1, verbose_name="版"),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_notifications_notification_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="952790a06c466d49d4baf1fe6f1679e18cdddf91",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_53b4a",
                                    table="subsidy_notifications_notification_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MailingAddress",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="対象者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="mailing_addresses",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "postal_code",
                            models.CharField(db_comment="送付先の郵便番号", max_length=7, verbose_name="郵便番号"),
                        ),
                        (
                            "address",
                            sasae.foundation.release.GuardedTextField(
                                db_comment="送付先の住所（出口を通してだけ文字になる）",
                                max_length=300,
                                verbose_name="送付先",
                            ),
                        ),
                        ("valid_from", models.DateField(db_comment="送付先となった日", verbose_name="有効の初日")),
                        (
                            "valid_to",
                            models.DateField(db_comment="送付先である最後の日", null=True, verbose_name="有効の末日"),
                        ),
                        (
                            "notification",
                            models.OneToOneField(
                                db_comment="届出",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_notifications.notification",
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(db_comment="記録した日時", verbose_name="記録日時")),
                        (
                            "superseded_at",
                            models.DateTimeField(
                                db_comment="次の届出で差し替えられた日時", null=True, verbose_name="差替え日時"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "送付先",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_at__isnull", True)),
                                fields=("person",),
                                name="subsidy_notifications_one_mailing",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Review",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "family",
                            models.ForeignKey(
                                db_comment="家族",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="subsidy_entitlements.family",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="だれに起きたことか",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "cause",
                            models.CharField(
                                choices=[
                                    ("notified", "届出"),
                                    ("moved_within", "市内の転居"),
                                    ("moved_out", "転出"),
                                    ("moved_back", "再転入"),
                                    ("died", "死亡"),
                                    ("married", "婚姻"),
                                    ("child_left", "児童が世帯を離れた"),
                                    ("joined", "世帯に加わった人がいる"),
                                    ("left", "世帯を離れた人がいる"),
                                    ("number", "個人番号の変更"),
                                    ("protected", "支援措置の開始・延長"),
                                    ("unprotected", "支援措置の終了"),
                                    ("corrected", "登録内容の修正"),
                                ],
                                db_comment="見直しのきっかけ",
                                max_length=15,
                                verbose_name="きっかけ",
                            ),
                        ),
                        (
                            "occurred_on",
                            models.DateField(db_comment="事実の生じた日（再審査の基準日）", verbose_name="異動日"),
                        ),
                        (
                            "to_do",
                            models.CharField(db_comment="職員がすること", max_length=300, verbose_name="すること"),
                        ),
                        (
                            "needs_examination",
                            models.BooleanField(db_comment="資格の再審査が要るか", verbose_name="再審査"),
                        ),
                        (
                            "late",
                            models.BooleanField(
                                db_comment="決定済みの期間にさかのぼるか", default=False, verbose_name="さかのぼり"
                            ),
                        ),
                        (
                            "notification",
                            models.OneToOneField(
                                db_comment="きっかけの届出",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="review",
                                to="subsidy_notifications.notification",
                            ),
                        ),
                        (
                            "change_key",
                            models.CharField(
                                db_comment="きっかけの異動（同じ異動は一度だけ）",
                                max_length=60,
                                null=True,
                                unique=True,
                                verbose_name="異動の印",
                            ),
                        ),
                        (
                            "examination",
                            models.ForeignKey(
                                db_comment="再審査の判定",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reviews",
                                to="subsidy_entitlements.examination",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "未処理"),
                                    ("examining", "審査中"),
                                    ("done", "処理済み"),
                                    ("not_needed", "対応不要"),
                                ],
                                db_comment="対応の状態",
                                default="open",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "opened_by",
                            models.CharField(
                                db_comment="登録した者または処理のID", max_length=64, verbose_name="登録者"
                            ),
                        ),
                        ("opened_at", models.DateTimeField(db_comment="登録した日時", verbose_name="登録日時")),
                        (
                            "settled_by",
                            models.CharField(
                                blank=True, db_comment="対応し終えた者のID", max_length=64, verbose_name="対応者"
                            ),
                        ),
                        (
                            "settled_at",
                            models.DateTimeField(db_comment="対応し終えた日時", null=True, verbose_name="対応日時"),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True,
                                db_comment="対応の内容、対応不要の理由",
                                max_length=300,
                                verbose_name="対応の内容",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "家族の見直し",
                        "indexes": [
                            models.Index(fields=["state", "occurred_on"], name="subsidy_notifications_reviews")
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["open", "examining", "done", "not_needed"])),
                                name="subsidy_notifications_review",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "cause__in",
                                        [
                                            "notified",
                                            "moved_within",
                                            "moved_out",
                                            "moved_back",
                                            "died",
                                            "married",
                                            "child_left",
                                            "joined",
                                            "left",
                                            "number",
                                            "protected",
                                            "unprotected",
                                            "corrected",
                                        ],
                                    )
                                ),
                                name="subsidy_notifications_cause",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("state__in", ["done", "not_needed"]),
                                        models.Q(("settled_by", ""), _negated=True),
                                    ),
                                    models.Q(("state__in", ["open", "examining"]), ("settled_by", "")),
                                    _connector="OR",
                                ),
                                name="subsidy_notifications_settled",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_notifications_review_event" ("cause", "change_key", "examination_id", "family_id", "id", "late", "needs_examination", "note", "notification_id", "occurred_on", "opened_at", "opened_by", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_at", "settled_by", "state", "to_do") SELECT new_values."cause", new_values."change_key", new_values."examination_id", new_values."family_id", new_values."id", new_values."late", new_values."needs_examination", new_values."note", new_values."notification_id", new_values."occurred_on", new_values."opened_at", new_values."opened_by", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."settled_at", new_values."settled_by", new_values."state", new_values."to_do" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b73caa93a649dfb94b597bbbc80003fba0d7742b",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_675f1",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_notifications_review",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_notifications_review_event" ("cause", "change_key", "examination_id", "family_id", "id", "late", "needs_examination", "note", "notification_id", "occurred_on", "opened_at", "opened_by", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_at", "settled_by", "state", "to_do") SELECT new_values."cause", new_values."change_key", new_values."examination_id", new_values."family_id", new_values."id", new_values."late", new_values."needs_examination", new_values."note", new_values."notification_id", new_values."occurred_on", new_values."opened_at", new_values."opened_by", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."settled_at", new_values."settled_by", new_values."state", new_values."to_do" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6d09b628f6c4c0ec45dc0cce874952cbcf52b29f",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_1e460",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_notifications_review",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_notifications_review_event" ("cause", "change_key", "examination_id", "family_id", "id", "late", "needs_examination", "note", "notification_id", "occurred_on", "opened_at", "opened_by", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "settled_at", "settled_by", "state", "to_do") SELECT old_values."cause", old_values."change_key", old_values."examination_id", old_values."family_id", old_values."id", old_values."late", old_values."needs_examination", old_values."note", old_values."notification_id", old_values."occurred_on", old_values."opened_at", old_values."opened_by", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."settled_at", old_values."settled_by", old_values."state", old_values."to_do" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a0f902cb0033a515255656445828ed746cf13199",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_67f7a",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_notifications_review",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReviewEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="subsidy_notifications.review",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "family",
                            models.ForeignKey(
                                db_comment="家族",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_entitlements.family",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="だれに起きたことか",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "cause",
                            models.CharField(
                                choices=[
                                    ("notified", "届出"),
                                    ("moved_within", "市内の転居"),
                                    ("moved_out", "転出"),
                                    ("moved_back", "再転入"),
                                    ("died", "死亡"),
                                    ("married", "婚姻"),
                                    ("child_left", "児童が世帯を離れた"),
                                    ("joined", "世帯に加わった人がいる"),
                                    ("left", "世帯を離れた人がいる"),
                                    ("number", "個人番号の変更"),
                                    ("protected", "支援措置の開始・延長"),
                                    ("unprotected", "支援措置の終了"),
                                    ("corrected", "登録内容の修正"),
                                ],
                                db_comment="見直しのきっかけ",
                                max_length=15,
                                verbose_name="きっかけ",
                            ),
                        ),
                        (
                            "occurred_on",
                            models.DateField(db_comment="事実の生じた日（再審査の基準日）", verbose_name="異動日"),
                        ),
                        (
                            "to_do",
                            models.CharField(db_comment="職員がすること", max_length=300, verbose_name="すること"),
                        ),
                        (
                            "needs_examination",
                            models.BooleanField(db_comment="資格の再審査が要るか", verbose_name="再審査"),
                        ),
                        (
                            "late",
                            models.BooleanField(
                                db_comment="決定済みの期間にさかのぼるか", default=False, verbose_name="さかのぼり"
                            ),
                        ),
                        (
                            "notification",
                            models.ForeignKey(
                                db_comment="きっかけの届出",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_notifications.notification",
                            ),
                        ),
                        (
                            "change_key",
                            models.CharField(
                                db_comment="きっかけの異動（同じ異動は一度だけ）",
                                max_length=60,
                                null=True,
                                verbose_name="異動の印",
                            ),
                        ),
                        (
                            "examination",
                            models.ForeignKey(
                                db_comment="再審査の判定",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_entitlements.examination",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "未処理"),
                                    ("examining", "審査中"),
                                    ("done", "処理済み"),
                                    ("not_needed", "対応不要"),
                                ],
                                db_comment="対応の状態",
                                default="open",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "opened_by",
                            models.CharField(
                                db_comment="登録した者または処理のID", max_length=64, verbose_name="登録者"
                            ),
                        ),
                        ("opened_at", models.DateTimeField(db_comment="登録した日時", verbose_name="登録日時")),
                        (
                            "settled_by",
                            models.CharField(
                                blank=True, db_comment="対応し終えた者のID", max_length=64, verbose_name="対応者"
                            ),
                        ),
                        (
                            "settled_at",
                            models.DateTimeField(db_comment="対応し終えた日時", null=True, verbose_name="対応日時"),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True,
                                db_comment="対応の内容、対応不要の理由",
                                max_length=300,
                                verbose_name="対応の内容",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_notifications_review_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="ab97e4f26d6ba29a5ca7682a44ad8f0507426ead",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_87ab8",
                                    table="subsidy_notifications_review_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consequence",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "review",
                            models.ForeignKey(
                                db_comment="見直し",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="consequences",
                                to="subsidy_notifications.review",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("collect", "医療証の回収"),
                                    ("reissue", "医療証の再交付"),
                                    ("claim", "償還払い"),
                                    ("payment", "支払"),
                                    ("receipt", "現物給付"),
                                    ("third_party", "第三者行為"),
                                    ("check", "確認"),
                                ],
                                db_comment="影響の種類",
                                max_length=12,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "subject",
                            models.CharField(
                                db_comment="医療証・請求・明細などの番号", max_length=60, verbose_name="番号"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="だれのものか",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        ("text", models.CharField(db_comment="何を決めるか", max_length=300, verbose_name="内容")),
                        ("yen", models.IntegerField(db_comment="関わる金額（円）", null=True, verbose_name="金額")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "未処理"), ("done", "処理済み"), ("not_needed", "対応不要")],
                                db_comment="確かめの状態",
                                default="open",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "ticked_by",
                            models.CharField(
                                blank=True, db_comment="確かめた者のID", max_length=64, verbose_name="確かめた者"
                            ),
                        ),
                        (
                            "ticked_at",
                            models.DateTimeField(db_comment="確かめた日時", null=True, verbose_name="確かめた日時"),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="決めたこと", max_length=300, verbose_name="決めたこと"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "変更の影響",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("review", "kind", "subject"), name="subsidy_notifications_consequence_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "open"), ("ticked_by", "")),
                                    models.Q(
                                        models.Q(("state", "open"), _negated=True),
                                        models.Q(("ticked_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_notifications_ticked",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_notifications_consequence_event" ("id", "kind", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "state", "subject", "text", "ticked_at", "ticked_by", "yen") SELECT new_values."id", new_values."kind", new_values."note", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."review_id", new_values."state", new_values."subject", new_values."text", new_values."ticked_at", new_values."ticked_by", new_values."yen" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b1fa12da20c24e390e97113333b542ec5951f37c",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_88618",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_notifications_consequence",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_notifications_consequence_event" ("id", "kind", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "state", "subject", "text", "ticked_at", "ticked_by", "yen") SELECT new_values."id", new_values."kind", new_values."note", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."review_id", new_values."state", new_values."subject", new_values."text", new_values."ticked_at", new_values."ticked_by", new_values."yen" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="cc43f8e6450573e2927e4f59181be792bbf6ea80",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_94352",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_notifications_consequence",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_notifications_consequence_event" ("id", "kind", "note", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "state", "subject", "text", "ticked_at", "ticked_by", "yen") SELECT old_values."id", old_values."kind", old_values."note", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."review_id", old_values."state", old_values."subject", old_values."text", old_values."ticked_at", old_values."ticked_by", old_values."yen" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="b9793d97c9535216479235037ed830a887b5043f",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_45ba4",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_notifications_consequence",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ConsequenceEvent",
                    fields=[
                        ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                        ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                        ("pgh_label", models.TextField(help_text="The event label.")),
                        (
                            "pgh_obj",
                            models.ForeignKey(
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="events",
                                to="subsidy_notifications.consequence",
                            ),
                        ),
                        (
                            "pgh_context",
                            models.ForeignKey(
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                to="pghistory.context",
                            ),
                        ),
                        ("id", models.BigIntegerField()),
                        (
                            "review",
                            models.ForeignKey(
                                db_comment="見直し",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_notifications.review",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("collect", "医療証の回収"),
                                    ("reissue", "医療証の再交付"),
                                    ("claim", "償還払い"),
                                    ("payment", "支払"),
                                    ("receipt", "現物給付"),
                                    ("third_party", "第三者行為"),
                                    ("check", "確認"),
                                ],
                                db_comment="影響の種類",
                                max_length=12,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "subject",
                            models.CharField(
                                db_comment="医療証・請求・明細などの番号", max_length=60, verbose_name="番号"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="だれのものか",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        ("text", models.CharField(db_comment="何を決めるか", max_length=300, verbose_name="内容")),
                        ("yen", models.IntegerField(db_comment="関わる金額（円）", null=True, verbose_name="金額")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "未処理"), ("done", "処理済み"), ("not_needed", "対応不要")],
                                db_comment="確かめの状態",
                                default="open",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "ticked_by",
                            models.CharField(
                                blank=True, db_comment="確かめた者のID", max_length=64, verbose_name="確かめた者"
                            ),
                        ),
                        (
                            "ticked_at",
                            models.DateTimeField(db_comment="確かめた日時", null=True, verbose_name="確かめた日時"),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="決めたこと", max_length=300, verbose_name="決めたこと"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_notifications_consequence_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="dcce8f6a4695f569aab76e49743817027c9754fd",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_80345",
                                    table="subsidy_notifications_consequence_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LossNotice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "examination",
                            models.OneToOneField(
                                db_comment="再審査",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="loss_notice",
                                to="subsidy_entitlements.examination",
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                db_comment="通知の番号", max_length=20, unique=True, verbose_name="通知番号"
                            ),
                        ),
                        ("issued_on", models.DateField(db_comment="通知日", verbose_name="通知日")),
                        (
                            "document_id",
                            models.CharField(db_comment="印刷物の番号", max_length=36, verbose_name="印刷物"),
                        ),
                    ],
                    options={
                        "verbose_name": "受給資格消滅通知",
                    },
                ),
                migrations.CreateModel(
                    name="RegisterFeed",
                    fields=[
                        (
                            "name",
                            models.CharField(
                                db_comment="異動を知らせるシステム",
                                max_length=40,
                                primary_key=True,
                                serialize=False,
                                verbose_name="入手元",
                            ),
                        ),
                        (
                            "last",
                            models.BigIntegerField(db_comment="取り込んだ最後の連番", default=0, verbose_name="連番"),
                        ),
                        (
                            "taken_at",
                            models.DateTimeField(
                                auto_now=True, db_comment="最後に取り込んだ日時", verbose_name="取込日時"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "異動の取込状況",
                    },
                ),
            ]
        ),
        *(migrations.RunSQL(f"CREATE SEQUENCE {name}", f"DROP SEQUENCE {name}") for name in SEQUENCES),
    ]
