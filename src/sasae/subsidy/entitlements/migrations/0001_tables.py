import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.manager
import pgtrigger.compiler
import sasae.foundation.history.tables
import sasae.subsidy.entitlements.models
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("subsidy_entitlements", "0001_initial"),
        ("subsidy_entitlements", "0002_initial"),
        ("subsidy_entitlements", "0003_changes"),
        ("subsidy_entitlements", "0004_another_reason"),
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_applications", "0001_tables"),
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Recipient",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "person",
                            models.OneToOneField(
                                db_comment="対象者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recipient",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                db_comment="受給者番号（6桁と検証番号）",
                                max_length=7,
                                unique=True,
                                verbose_name="受給者番号",
                            ),
                        ),
                        (
                            "numbered_at",
                            models.DateTimeField(
                                auto_now_add=True, db_comment="番号を付けた日時", verbose_name="付番日時"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "受給者",
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_entitlements_recipient_event" ("id", "number", "numbered_at", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."number", new_values."numbered_at", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="289fa276dc0eb16bea5ce36d321c4c0b82e94a52",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_2f23f",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_entitlements_recipient",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_entitlements_recipient_event" ("id", "number", "numbered_at", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT new_values."id", new_values."number", new_values."numbered_at", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="052e58d0af96fd2514d498b488e18267707b531c",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_289bd",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_entitlements_recipient",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_entitlements_recipient_event" ("id", "number", "numbered_at", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") SELECT old_values."id", old_values."number", old_values."numbered_at", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d830e6f812f5f9ea22e95cd456e2bfcfa21940cc",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_40bca",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_entitlements_recipient",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RecipientEvent",
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
                                to="subsidy_entitlements.recipient",
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
                            "person",
                            models.ForeignKey(
                                db_comment="対象者",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                db_comment="受給者番号（6桁と検証番号）", max_length=7, verbose_name="受給者番号"
                            ),
                        ),
                        (
                            "numbered_at",
                            models.DateTimeField(
                                auto_now_add=True, db_comment="番号を付けた日時", verbose_name="付番日時"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_entitlements_recipient_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="2df38e9d35db0db0c6df1abf10d6e794cf9e384a",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_1a65d",
                                    table="subsidy_entitlements_recipient_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Family",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "applicant",
                            models.OneToOneField(
                                db_comment="申請者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="family",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, db_comment="登録した日時", verbose_name="登録日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "家族",
                    },
                ),
                migrations.CreateModel(
                    name="FamilyMember",
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
                                related_name="members",
                                to="subsidy_entitlements.family",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="対象者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="memberships",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("10", "父"),
                                    ("11", "母"),
                                    ("20", "養育者"),
                                    ("30", "児童"),
                                    ("40", "配偶者"),
                                    ("50", "扶養義務者"),
                                ],
                                db_comment="続柄区分",
                                max_length=2,
                                verbose_name="続柄区分",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True, db_comment="ひとり親理由（児童）", max_length=2, verbose_name="理由"
                            ),
                        ),
                        (
                            "reason_on",
                            models.DateField(db_comment="ひとり親理由の発生日", null=True, verbose_name="事由発生日"),
                        ),
                        ("since", models.DateField(db_comment="家族となった日", verbose_name="開始日")),
                        ("until", models.DateField(db_comment="家族である最後の日", null=True, verbose_name="終了日")),
                    ],
                    options={
                        "verbose_name": "家族の構成",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until__isnull", True)),
                                fields=("family", "person"),
                                name="subsidy_entitlements_member_once",
                            )
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_entitlements_familymember_event" ("family_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reason_on", "role", "since", "until") SELECT new_values."family_id", new_values."id", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reason", new_values."reason_on", new_values."role", new_values."since", new_values."until" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="abf8a967d3a091edd8ca2e1eb4e5eb14d8075f9a",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_f47af",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_entitlements_familymember",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_entitlements_familymember_event" ("family_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reason_on", "role", "since", "until") SELECT new_values."family_id", new_values."id", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reason", new_values."reason_on", new_values."role", new_values."since", new_values."until" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a47f42072951d410755ae89f1a001ce2d27af002",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_72151",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_entitlements_familymember",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_entitlements_familymember_event" ("family_id", "id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reason_on", "role", "since", "until") SELECT old_values."family_id", old_values."id", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reason", old_values."reason_on", old_values."role", old_values."since", old_values."until" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ba58ca01bdfbe25fe5558d6341801c4f76789c6c",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_36abe",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_entitlements_familymember",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FamilyMemberEvent",
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
                                to="subsidy_entitlements.familymember",
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
                                db_comment="対象者",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "role",
                            models.CharField(
                                choices=[
                                    ("10", "父"),
                                    ("11", "母"),
                                    ("20", "養育者"),
                                    ("30", "児童"),
                                    ("40", "配偶者"),
                                    ("50", "扶養義務者"),
                                ],
                                db_comment="続柄区分",
                                max_length=2,
                                verbose_name="続柄区分",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True, db_comment="ひとり親理由（児童）", max_length=2, verbose_name="理由"
                            ),
                        ),
                        (
                            "reason_on",
                            models.DateField(db_comment="ひとり親理由の発生日", null=True, verbose_name="事由発生日"),
                        ),
                        ("since", models.DateField(db_comment="家族となった日", verbose_name="開始日")),
                        ("until", models.DateField(db_comment="家族である最後の日", null=True, verbose_name="終了日")),
                    ],
                    options={
                        "db_table": "subsidy_entitlements_familymember_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="a8e8f28590635a0269f35971992b2bee3509c3be",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_adc15",
                                    table="subsidy_entitlements_familymember_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FamilyFact",
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
                                related_name="facts",
                                to="subsidy_entitlements.family",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="だれについての事実か",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("child_added", "児童が加わった"),
                                    ("custody_ended", "監護しなくなった"),
                                    ("partner", "婚姻・事実婚"),
                                    ("another_reason", "ひとり親の理由が加わった"),
                                    ("reason_ended", "ひとり親の理由がなくなった"),
                                    ("scheme", "ほかの制度・措置"),
                                    ("moved_out", "市外へ転出した"),
                                    ("died", "死亡した"),
                                    ("withdrawn", "辞退"),
                                    ("revoked", "取消し"),
                                    ("child_support", "養育費"),
                                    ("income", "所得の更正"),
                                    ("status_report", "現況届"),
                                ],
                                db_comment="事実の種類",
                                max_length=15,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "value",
                            models.JSONField(
                                db_comment="事実の内容（住所・個人番号を含まない）", default=dict, verbose_name="内容"
                            ),
                        ),
                        ("valid_from", models.DateField(db_comment="事実となった日", verbose_name="有効の初日")),
                        (
                            "valid_to",
                            models.DateField(
                                db_comment="事実である最後の日（続いていれば空）", null=True, verbose_name="有効の末日"
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                db_comment="届出の番号または異動の出所", max_length=60, verbose_name="出所"
                            ),
                        ),
                        ("recorded_at", models.DateTimeField(db_comment="記録した日時", verbose_name="記録日時")),
                        (
                            "recorded_by",
                            models.CharField(db_comment="記録した者のID", max_length=64, verbose_name="記録者"),
                        ),
                        (
                            "superseded_at",
                            models.DateTimeField(
                                db_comment="別の記録に差し替えられた日時", null=True, verbose_name="差替え日時"
                            ),
                        ),
                        (
                            "superseded_by",
                            models.ForeignKey(
                                db_comment="差し替えた記録",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="supersedes",
                                to="subsidy_entitlements.familyfact",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "家族の事実",
                        "indexes": [models.Index(fields=["family", "kind"], name="subsidy_entitlements_fact")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        [
                                            "child_added",
                                            "custody_ended",
                                            "partner",
                                            "another_reason",
                                            "reason_ended",
                                            "scheme",
                                            "moved_out",
                                            "died",
                                            "withdrawn",
                                            "revoked",
                                            "child_support",
                                            "income",
                                            "status_report",
                                        ],
                                    )
                                ),
                                name="subsidy_entitlements_fact_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("valid_to__isnull", True),
                                    ("valid_to__gte", models.F("valid_from")),
                                    _connector="OR",
                                ),
                                name="subsidy_entitlements_fact_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("superseded_at__isnull", True),
                                    ("superseded_at__gte", models.F("recorded_at")),
                                    _connector="OR",
                                ),
                                name="subsidy_entitlements_fact_known",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("superseded_at__isnull", True)),
                                fields=("family", "person", "kind", "valid_from"),
                                name="subsidy_entitlements_fact_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Examination",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                db_comment="申請",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="examinations",
                                to="subsidy_applications.application",
                            ),
                        ),
                        (
                            "occasion",
                            models.CharField(
                                choices=[("application", "申請"), ("change", "変更（再審査）"), ("renewal", "更新")],
                                db_comment="審査の契機（申請・変更）",
                                default="application",
                                max_length=11,
                                verbose_name="契機",
                            ),
                        ),
                        ("on", models.DateField(db_comment="判定の基準日", verbose_name="基準日")),
                        (
                            "facts",
                            models.JSONField(db_comment="判定に用いた事実（出所と時点つき）", verbose_name="事実"),
                        ),
                        ("decision", models.TextField(db_comment="判定の全文（JSON）", verbose_name="判定")),
                        (
                            "outcome",
                            models.CharField(
                                db_comment="判定結果（10交付・20・21・22・30・31・40）",
                                max_length=2,
                                verbose_name="結果",
                            ),
                        ),
                        (
                            "rule_version",
                            models.CharField(db_comment="判定に用いた規定の版", max_length=64, verbose_name="規定の版"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "判定済（承認依頼前）"),
                                    ("requested", "承認待ち"),
                                    ("approved", "決定"),
                                    ("returned", "差戻し"),
                                ],
                                db_comment="審査の状態",
                                default="prepared",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.CharField(db_comment="審査した者のID", max_length=64, verbose_name="審査者"),
                        ),
                        (
                            "prepared_at",
                            models.DateTimeField(auto_now_add=True, db_comment="判定した日時", verbose_name="判定日時"),
                        ),
                        (
                            "approved_by",
                            models.CharField(
                                blank=True, db_comment="承認・差戻しをした者のID", max_length=64, verbose_name="承認者"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(db_comment="承認・差戻しの日時", null=True, verbose_name="承認日時"),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="差戻しの理由など", max_length=500, verbose_name="意見"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "審査",
                        "indexes": [models.Index(fields=["state", "id"], name="subsidy_entitlements_exam")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["prepared", "requested", "approved", "returned"])),
                                name="subsidy_entitlements_exam_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", ""),
                                    models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_entitlements_two_people",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("occasion", "application"), ("state", "approved")),
                                fields=("application",),
                                name="subsidy_entitlements_decided_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_entitlements_examination_event" ("application_id", "approved_at", "approved_by", "decision", "facts", "id", "note", "occasion", "on", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "rule_version", "state") SELECT new_values."application_id", new_values."approved_at", new_values."approved_by", new_values."decision", new_values."facts", new_values."id", new_values."note", new_values."occasion", new_values."on", new_values."outcome", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."prepared_at", new_values."prepared_by", new_values."rule_version", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="10c9f1503dce79998844086e5ef0137b70e748cb",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_a793d",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_entitlements_examination",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_entitlements_examination_event" ("application_id", "approved_at", "approved_by", "decision", "facts", "id", "note", "occasion", "on", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "rule_version", "state") SELECT new_values."application_id", new_values."approved_at", new_values."approved_by", new_values."decision", new_values."facts", new_values."id", new_values."note", new_values."occasion", new_values."on", new_values."outcome", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."prepared_at", new_values."prepared_by", new_values."rule_version", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4fef006eb673143f3d67fd2f170f6c933c62438b",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_96291",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_entitlements_examination",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_entitlements_examination_event" ("application_id", "approved_at", "approved_by", "decision", "facts", "id", "note", "occasion", "on", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "rule_version", "state") SELECT old_values."application_id", old_values."approved_at", old_values."approved_by", old_values."decision", old_values."facts", old_values."id", old_values."note", old_values."occasion", old_values."on", old_values."outcome", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."prepared_at", old_values."prepared_by", old_values."rule_version", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="7410d3e03ae054bd61991fb8b105a1b825eb9d26",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_8f898",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_entitlements_examination",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExaminationEvent",
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
                                to="subsidy_entitlements.examination",
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
                            "application",
                            models.ForeignKey(
                                db_comment="申請",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_applications.application",
                            ),
                        ),
                        (
                            "occasion",
                            models.CharField(
                                choices=[("application", "申請"), ("change", "変更（再審査）"), ("renewal", "更新")],
                                db_comment="審査の契機（申請・変更）",
                                default="application",
                                max_length=11,
                                verbose_name="契機",
                            ),
                        ),
                        ("on", models.DateField(db_comment="判定の基準日", verbose_name="基準日")),
                        (
                            "facts",
                            models.JSONField(db_comment="判定に用いた事実（出所と時点つき）", verbose_name="事実"),
                        ),
                        ("decision", models.TextField(db_comment="判定の全文（JSON）", verbose_name="判定")),
                        (
                            "outcome",
                            models.CharField(
                                db_comment="判定結果（10交付・20・21・22・30・31・40）",
                                max_length=2,
                                verbose_name="結果",
                            ),
                        ),
                        (
                            "rule_version",
                            models.CharField(db_comment="判定に用いた規定の版", max_length=64, verbose_name="規定の版"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "判定済（承認依頼前）"),
                                    ("requested", "承認待ち"),
                                    ("approved", "決定"),
                                    ("returned", "差戻し"),
                                ],
                                db_comment="審査の状態",
                                default="prepared",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "prepared_by",
                            models.CharField(db_comment="審査した者のID", max_length=64, verbose_name="審査者"),
                        ),
                        (
                            "prepared_at",
                            models.DateTimeField(auto_now_add=True, db_comment="判定した日時", verbose_name="判定日時"),
                        ),
                        (
                            "approved_by",
                            models.CharField(
                                blank=True, db_comment="承認・差戻しをした者のID", max_length=64, verbose_name="承認者"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(db_comment="承認・差戻しの日時", null=True, verbose_name="承認日時"),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="差戻しの理由など", max_length=500, verbose_name="意見"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_entitlements_examination_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="e56f327b35ffa1423316cf9ab11379dbc0702c9d",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_6e373",
                                    table="subsidy_entitlements_examination_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Entitlement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                db_comment="受給者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entitlements",
                                to="subsidy_entitlements.recipient",
                            ),
                        ),
                        (
                            "family",
                            models.ForeignKey(
                                db_comment="家族",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entitlements",
                                to="subsidy_entitlements.family",
                            ),
                        ),
                        (
                            "examination",
                            models.ForeignKey(
                                db_comment="審査",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="entitlements",
                                to="subsidy_entitlements.examination",
                            ),
                        ),
                        (
                            "valid_from",
                            models.DateField(db_comment="資格のある最初の日", verbose_name="有効期間の初日"),
                        ),
                        ("valid_to", models.DateField(db_comment="資格のある最後の日", verbose_name="有効期間の末日")),
                        (
                            "loss_reason",
                            models.CharField(
                                blank=True,
                                db_comment="資格喪失理由（末日が早まったとき）",
                                max_length=2,
                                verbose_name="喪失理由",
                            ),
                        ),
                        (
                            "annulled",
                            models.BooleanField(
                                db_comment="始まる前に失われた資格（初日から効力がない）",
                                default=False,
                                verbose_name="無効",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, db_comment="登録した日時", verbose_name="登録日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "資格",
                        "base_manager_name": "ever",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                                name="subsidy_entitlements_period",
                            ),
                            django.contrib.postgres.constraints.ExclusionConstraint(
                                condition=models.Q(("annulled", False)),
                                expressions=[
                                    (models.F("recipient"), "="),
                                    (
                                        sasae.subsidy.entitlements.models.DateRange(
                                            models.F("valid_from"), models.F("valid_to"), models.Value("[]")
                                        ),
                                        "&&",
                                    ),
                                ],
                                name="subsidy_entitlements_no_overlap",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_entitlements_entitlement_event" ("annulled", "created_at", "examination_id", "family_id", "id", "loss_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient_id", "valid_from", "valid_to") SELECT new_values."annulled", new_values."created_at", new_values."examination_id", new_values."family_id", new_values."id", new_values."loss_reason", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."recipient_id", new_values."valid_from", new_values."valid_to" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="db6f070da129d224dd3e112279085a5d551edcc7",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_bff72",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_entitlements_entitlement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_entitlements_entitlement_event" ("annulled", "created_at", "examination_id", "family_id", "id", "loss_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient_id", "valid_from", "valid_to") SELECT new_values."annulled", new_values."created_at", new_values."examination_id", new_values."family_id", new_values."id", new_values."loss_reason", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."recipient_id", new_values."valid_from", new_values."valid_to" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5b7498ad9f76db460d70293156f1abf95e967223",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_4a2f5",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_entitlements_entitlement",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_entitlements_entitlement_event" ("annulled", "created_at", "examination_id", "family_id", "id", "loss_reason", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "recipient_id", "valid_from", "valid_to") SELECT old_values."annulled", old_values."created_at", old_values."examination_id", old_values."family_id", old_values."id", old_values."loss_reason", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."recipient_id", old_values."valid_from", old_values."valid_to" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="251076a506d15ee37bd27aad98e3e25f5ca1cb84",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_aba2e",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_entitlements_entitlement",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                    managers=[
                        ("objects", django.db.models.manager.Manager()),
                        ("ever", django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name="EntitlementEvent",
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
                                to="subsidy_entitlements.entitlement",
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
                            "recipient",
                            models.ForeignKey(
                                db_comment="受給者",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_entitlements.recipient",
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
                        (
                            "examination",
                            models.ForeignKey(
                                db_comment="審査",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_entitlements.examination",
                            ),
                        ),
                        (
                            "valid_from",
                            models.DateField(db_comment="資格のある最初の日", verbose_name="有効期間の初日"),
                        ),
                        ("valid_to", models.DateField(db_comment="資格のある最後の日", verbose_name="有効期間の末日")),
                        (
                            "loss_reason",
                            models.CharField(
                                blank=True,
                                db_comment="資格喪失理由（末日が早まったとき）",
                                max_length=2,
                                verbose_name="喪失理由",
                            ),
                        ),
                        (
                            "annulled",
                            models.BooleanField(
                                db_comment="始まる前に失われた資格（初日から効力がない）",
                                default=False,
                                verbose_name="無効",
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(auto_now_add=True, db_comment="登録した日時", verbose_name="登録日時"),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_entitlements_entitlement_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="ef7208de172475b1d204f0b28271f67e766a223a",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_7200e",
                                    table="subsidy_entitlements_entitlement_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IncomeInquiry",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                db_comment="申請",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inquiries",
                                to="subsidy_applications.application",
                            ),
                        ),
                        (
                            "atena_no",
                            models.CharField(db_comment="照会の対象者", max_length=15, verbose_name="宛名番号"),
                        ),
                        ("year", models.IntegerField(db_comment="所得の年（暦年）", verbose_name="所得の年")),
                        (
                            "provider",
                            models.CharField(db_comment="照会先の市区町村コード", max_length=6, verbose_name="提供者"),
                        ),
                        (
                            "inquiry_no",
                            models.CharField(
                                db_comment="連携基盤の照会番号", max_length=20, unique=True, verbose_name="照会番号"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("requested", "照会中"),
                                    ("answered", "回答あり"),
                                    ("nobody", "該当者なし"),
                                    ("not_automatic", "提供側の確認待ち"),
                                    ("refused", "拒否"),
                                    ("error", "エラー"),
                                ],
                                db_comment="照会の状態",
                                default="requested",
                                max_length=15,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "answer_cipher",
                            models.BinaryField(
                                db_comment="回答を暗号化したもの", null=True, verbose_name="回答（暗号）"
                            ),
                        ),
                        (
                            "permit_no",
                            models.CharField(
                                blank=True, db_comment="情報提供許可証の番号", max_length=60, verbose_name="許可証番号"
                            ),
                        ),
                        (
                            "message",
                            models.CharField(
                                blank=True, db_comment="照会できなかった理由など", max_length=500, verbose_name="説明"
                            ),
                        ),
                        (
                            "asked_by",
                            models.CharField(db_comment="照会した者のID", max_length=64, verbose_name="照会者"),
                        ),
                        (
                            "asked_at",
                            models.DateTimeField(auto_now_add=True, db_comment="照会した日時", verbose_name="照会日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "所得の照会",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "state__in",
                                        ["requested", "answered", "nobody", "not_automatic", "refused", "error"],
                                    )
                                ),
                                name="subsidy_entitlements_inquiry",
                            ),
                            models.UniqueConstraint(
                                fields=("application", "atena_no", "year"), name="subsidy_entitlements_inquiry_once"
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
