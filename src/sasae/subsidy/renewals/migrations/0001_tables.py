import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_renewals", "0001_initial")]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_applications", "0001_tables"),
        ("subsidy_entitlements", "0001_tables"),
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Renewal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "round",
                            models.CharField(
                                choices=[("year", "一斉更新（1月1日）"), ("march", "年度末の更新（3月31日）")],
                                db_comment="更新の種類（year・march）",
                                max_length=5,
                                verbose_name="種類",
                            ),
                        ),
                        ("year", models.IntegerField(db_comment="医療証の年（暦年）", verbose_name="年")),
                        (
                            "judged_on",
                            models.DateField(db_comment="判定の基準日（1月1日または4月1日）", verbose_name="判定日"),
                        ),
                        (
                            "opened_by",
                            models.CharField(db_comment="更新を始めた者のID", max_length=64, verbose_name="開始した者"),
                        ),
                        (
                            "opened_at",
                            models.DateTimeField(
                                auto_now_add=True, db_comment="更新を始めた日時", verbose_name="開始日時"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "更新",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("round__in", ["year", "march"])), name="subsidy_renewals_round"
                            ),
                            models.UniqueConstraint(fields=("round", "year"), name="subsidy_renewals_once"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Step",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "renewal",
                            models.ForeignKey(
                                db_comment="更新",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="subsidy_renewals.renewal",
                            ),
                        ),
                        (
                            "step",
                            models.CharField(
                                db_comment="段階（extract・refresh・report など）", max_length=10, verbose_name="段階"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "処理中"),
                                    ("awaiting", "承認待ち"),
                                    ("done", "完了"),
                                    ("returned", "差戻し"),
                                ],
                                db_comment="段階の状態",
                                default="running",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "run_id",
                            models.BigIntegerField(
                                db_comment="この段階を行う一括処理の番号", null=True, verbose_name="一括処理"
                            ),
                        ),
                        (
                            "started_by",
                            models.CharField(db_comment="始めた者のID", max_length=64, verbose_name="開始者"),
                        ),
                        (
                            "started_at",
                            models.DateTimeField(auto_now_add=True, db_comment="始めた日時", verbose_name="開始日時"),
                        ),
                        (
                            "approved_by",
                            models.CharField(
                                blank=True, db_comment="承認・差戻しをした者のID", max_length=64, verbose_name="承認者"
                            ),
                        ),
                        (
                            "ended_at",
                            models.DateTimeField(db_comment="終わった日時", null=True, verbose_name="終了日時"),
                        ),
                        (
                            "counts",
                            models.JSONField(db_comment="結果の語ごとの件数", default=dict, verbose_name="件数"),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="差戻しの理由など", max_length=300, verbose_name="意見"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "更新の段階",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["running", "awaiting", "done", "returned"])),
                                name="subsidy_renewals_step_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", ""),
                                    models.Q(("approved_by", models.F("started_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_renewals_two_people",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["running", "awaiting"])),
                                fields=("renewal", "step"),
                                name="subsidy_renewals_step_open_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_renewals_step_event" ("approved_by", "counts", "ended_at", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_id", "run_id", "started_at", "started_by", "state", "step") SELECT new_values."approved_by", new_values."counts", new_values."ended_at", new_values."id", new_values."note", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."renewal_id", new_values."run_id", new_values."started_at", new_values."started_by", new_values."state", new_values."step" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2984098c8b85888087bade21fe6fd47444147518",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_50734",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_renewals_step",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_renewals_step_event" ("approved_by", "counts", "ended_at", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_id", "run_id", "started_at", "started_by", "state", "step") SELECT new_values."approved_by", new_values."counts", new_values."ended_at", new_values."id", new_values."note", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."renewal_id", new_values."run_id", new_values."started_at", new_values."started_by", new_values."state", new_values."step" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d1060b597043762e18ba13e3cc9d69af09d16219",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_d29d6",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_renewals_step",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_renewals_step_event" ("approved_by", "counts", "ended_at", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "renewal_id", "run_id", "started_at", "started_by", "state", "step") SELECT old_values."approved_by", old_values."counts", old_values."ended_at", old_values."id", old_values."note", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."renewal_id", old_values."run_id", old_values."started_at", old_values."started_by", old_values."state", old_values."step" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="d191b5d6753dd30098b85eb05c932349fd49ec5c",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_2fe69",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_renewals_step",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StepEvent",
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
                                to="subsidy_renewals.step",
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
                            "renewal",
                            models.ForeignKey(
                                db_comment="更新",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_renewals.renewal",
                            ),
                        ),
                        (
                            "step",
                            models.CharField(
                                db_comment="段階（extract・refresh・report など）", max_length=10, verbose_name="段階"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("running", "処理中"),
                                    ("awaiting", "承認待ち"),
                                    ("done", "完了"),
                                    ("returned", "差戻し"),
                                ],
                                db_comment="段階の状態",
                                default="running",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "run_id",
                            models.BigIntegerField(
                                db_comment="この段階を行う一括処理の番号", null=True, verbose_name="一括処理"
                            ),
                        ),
                        (
                            "started_by",
                            models.CharField(db_comment="始めた者のID", max_length=64, verbose_name="開始者"),
                        ),
                        (
                            "started_at",
                            models.DateTimeField(auto_now_add=True, db_comment="始めた日時", verbose_name="開始日時"),
                        ),
                        (
                            "approved_by",
                            models.CharField(
                                blank=True, db_comment="承認・差戻しをした者のID", max_length=64, verbose_name="承認者"
                            ),
                        ),
                        (
                            "ended_at",
                            models.DateTimeField(db_comment="終わった日時", null=True, verbose_name="終了日時"),
                        ),
                        (
                            "counts",
                            models.JSONField(db_comment="結果の語ごとの件数", default=dict, verbose_name="件数"),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="差戻しの理由など", max_length=300, verbose_name="意見"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_renewals_step_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="5c797795a579e140d3704b82067e2012a6de5eea",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_9e01b",
                                    table="subsidy_renewals_step_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Target",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "renewal",
                            models.ForeignKey(
                                db_comment="更新",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="targets",
                                to="subsidy_renewals.renewal",
                            ),
                        ),
                        (
                            "applicant",
                            models.ForeignKey(
                                db_comment="申請者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="renewal_targets",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                db_comment="もとになる申請",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_applications.application",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("extracted", "判定待ち"),
                                    ("judged", "判定済（承認前）"),
                                    ("open", "書類待ち"),
                                    ("decided", "決定（発行前）"),
                                    ("issued", "発行済"),
                                ],
                                db_comment="対象者の状態",
                                default="extracted",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "ward_code",
                            models.CharField(
                                blank=True, db_comment="区の全国地方公共団体コード", max_length=6, verbose_name="区"
                            ),
                        ),
                        (
                            "postal_code",
                            models.CharField(
                                blank=True, db_comment="郵便番号（印刷の順）", max_length=7, verbose_name="郵便番号"
                            ),
                        ),
                        (
                            "protected",
                            models.BooleanField(
                                db_comment="支援措置の対象（個別に封入する）", default=False, verbose_name="支援措置"
                            ),
                        ),
                        (
                            "was_covered",
                            models.JSONField(
                                db_comment="判定日の前日に資格のある人の宛名番号",
                                default=list,
                                verbose_name="前年の対象",
                            ),
                        ),
                        (
                            "report",
                            models.CharField(
                                choices=[
                                    ("filed", "提出済"),
                                    ("covered_by_allowance", "免除（児童扶養手当の現況届）"),
                                    ("not_required", "提出不要"),
                                    ("missing", "未提出"),
                                ],
                                db_comment="現況届の状況",
                                default="missing",
                                max_length=20,
                                verbose_name="現況届",
                            ),
                        ),
                        (
                            "report_on",
                            models.DateField(db_comment="現況届の届いた日", null=True, verbose_name="届出日"),
                        ),
                        (
                            "child_support_yen",
                            models.BigIntegerField(
                                db_comment="現況届で申告した養育費（円）", null=True, verbose_name="養育費"
                            ),
                        ),
                        (
                            "early_start",
                            models.DateField(
                                db_comment="職員がさかのぼらせた資格の初日", null=True, verbose_name="始期"
                            ),
                        ),
                        (
                            "early_start_reason",
                            models.CharField(
                                blank=True, db_comment="さかのぼらせた理由", max_length=200, verbose_name="始期の理由"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True, db_comment="最後の判定の結果", max_length=2, verbose_name="判定"
                            ),
                        ),
                        (
                            "movement",
                            models.CharField(
                                blank=True,
                                db_comment="継続・喪失・新たに交付 など",
                                max_length=10,
                                verbose_name="前年との違い",
                            ),
                        ),
                        (
                            "words",
                            models.CharField(
                                blank=True, db_comment="前年との違いの説明", max_length=600, verbose_name="説明"
                            ),
                        ),
                        (
                            "examination",
                            models.ForeignKey(
                                db_comment="決定した審査",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_entitlements.examination",
                            ),
                        ),
                        (
                            "updated_at",
                            models.DateTimeField(
                                auto_now=True, db_comment="最後に変わった日時", verbose_name="更新日時"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "更新の対象者",
                        "indexes": [
                            models.Index(fields=["renewal", "state"], name="subsidy_renewals_target_state"),
                            models.Index(
                                fields=["renewal", "ward_code", "postal_code"], name="subsidy_renewals_target_order"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["extracted", "judged", "open", "decided", "issued"])),
                                name="subsidy_renewals_target_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("report__in", ["filed", "covered_by_allowance", "not_required", "missing"])
                                ),
                                name="subsidy_renewals_target_report",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("early_start__isnull", True),
                                    models.Q(("early_start_reason", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_renewals_early_why",
                            ),
                            models.UniqueConstraint(
                                fields=("renewal", "applicant"), name="subsidy_renewals_target_once"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_renewals_target_event" ("applicant_id", "application_id", "child_support_yen", "early_start", "early_start_reason", "examination_id", "id", "movement", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "protected", "renewal_id", "report", "report_on", "state", "updated_at", "ward_code", "was_covered", "words") SELECT new_values."applicant_id", new_values."application_id", new_values."child_support_yen", new_values."early_start", new_values."early_start_reason", new_values."examination_id", new_values."id", new_values."movement", new_values."outcome", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."postal_code", new_values."protected", new_values."renewal_id", new_values."report", new_values."report_on", new_values."state", new_values."updated_at", new_values."ward_code", new_values."was_covered", new_values."words" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="20825a7195438c0b163d8e6a5584ea5fd83b87c0",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_8a2cb",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_renewals_target",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_renewals_target_event" ("applicant_id", "application_id", "child_support_yen", "early_start", "early_start_reason", "examination_id", "id", "movement", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "protected", "renewal_id", "report", "report_on", "state", "updated_at", "ward_code", "was_covered", "words") SELECT new_values."applicant_id", new_values."application_id", new_values."child_support_yen", new_values."early_start", new_values."early_start_reason", new_values."examination_id", new_values."id", new_values."movement", new_values."outcome", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."postal_code", new_values."protected", new_values."renewal_id", new_values."report", new_values."report_on", new_values."state", new_values."updated_at", new_values."ward_code", new_values."was_covered", new_values."words" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="38dc1136f1b2c5480919183d43ac30c16b30a29c",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_01c24",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_renewals_target",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_renewals_target_event" ("applicant_id", "application_id", "child_support_yen", "early_start", "early_start_reason", "examination_id", "id", "movement", "outcome", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "postal_code", "protected", "renewal_id", "report", "report_on", "state", "updated_at", "ward_code", "was_covered", "words") SELECT old_values."applicant_id", old_values."application_id", old_values."child_support_yen", old_values."early_start", old_values."early_start_reason", old_values."examination_id", old_values."id", old_values."movement", old_values."outcome", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."postal_code", old_values."protected", old_values."renewal_id", old_values."report", old_values."report_on", old_values."state", old_values."updated_at", old_values."ward_code", old_values."was_covered", old_values."words" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="be39db7d60eae5d02d52b7be5e053b75437cd4e7",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_a4ac6",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_renewals_target",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TargetEvent",
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
                                to="subsidy_renewals.target",
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
                            "renewal",
                            models.ForeignKey(
                                db_comment="更新",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_renewals.renewal",
                            ),
                        ),
                        (
                            "applicant",
                            models.ForeignKey(
                                db_comment="申請者",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "application",
                            models.ForeignKey(
                                db_comment="もとになる申請",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_applications.application",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("extracted", "判定待ち"),
                                    ("judged", "判定済（承認前）"),
                                    ("open", "書類待ち"),
                                    ("decided", "決定（発行前）"),
                                    ("issued", "発行済"),
                                ],
                                db_comment="対象者の状態",
                                default="extracted",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "ward_code",
                            models.CharField(
                                blank=True, db_comment="区の全国地方公共団体コード", max_length=6, verbose_name="区"
                            ),
                        ),
                        (
                            "postal_code",
                            models.CharField(
                                blank=True, db_comment="郵便番号（印刷の順）", max_length=7, verbose_name="郵便番号"
                            ),
                        ),
                        (
                            "protected",
                            models.BooleanField(
                                db_comment="支援措置の対象（個別に封入する）", default=False, verbose_name="支援措置"
                            ),
                        ),
                        (
                            "was_covered",
                            models.JSONField(
                                db_comment="判定日の前日に資格のある人の宛名番号",
                                default=list,
                                verbose_name="前年の対象",
                            ),
                        ),
                        (
                            "report",
                            models.CharField(
                                choices=[
                                    ("filed", "提出済"),
                                    ("covered_by_allowance", "免除（児童扶養手当の現況届）"),
                                    ("not_required", "提出不要"),
                                    ("missing", "未提出"),
                                ],
                                db_comment="現況届の状況",
                                default="missing",
                                max_length=20,
                                verbose_name="現況届",
                            ),
                        ),
                        (
                            "report_on",
                            models.DateField(db_comment="現況届の届いた日", null=True, verbose_name="届出日"),
                        ),
                        (
                            "child_support_yen",
                            models.BigIntegerField(
                                db_comment="現況届で申告した養育費（円）", null=True, verbose_name="養育費"
                            ),
                        ),
                        (
                            "early_start",
                            models.DateField(
                                db_comment="職員がさかのぼらせた資格の初日", null=True, verbose_name="始期"
                            ),
                        ),
                        (
                            "early_start_reason",
                            models.CharField(
                                blank=True, db_comment="さかのぼらせた理由", max_length=200, verbose_name="始期の理由"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True, db_comment="最後の判定の結果", max_length=2, verbose_name="判定"
                            ),
                        ),
                        (
                            "movement",
                            models.CharField(
                                blank=True,
                                db_comment="継続・喪失・新たに交付 など",
                                max_length=10,
                                verbose_name="前年との違い",
                            ),
                        ),
                        (
                            "words",
                            models.CharField(
                                blank=True, db_comment="前年との違いの説明", max_length=600, verbose_name="説明"
                            ),
                        ),
                        (
                            "examination",
                            models.ForeignKey(
                                db_comment="決定した審査",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_entitlements.examination",
                            ),
                        ),
                        (
                            "updated_at",
                            models.DateTimeField(
                                auto_now=True, db_comment="最後に変わった日時", verbose_name="更新日時"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_renewals_target_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="ea6072862757c47cab5dacb8c2820a3c5e265d26",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_ae50f",
                                    table="subsidy_renewals_target_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Gathered",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "applicant",
                            models.ForeignKey(
                                db_comment="申請者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        ("income_year", models.IntegerField(db_comment="所得の年（暦年）", verbose_name="所得の年")),
                        (
                            "facts",
                            models.JSONField(
                                db_comment="世帯・所得・ほかの制度（出所と時点つき）", verbose_name="事実"
                            ),
                        ),
                        ("gathered_at", models.DateTimeField(db_comment="取り寄せた日時", verbose_name="取得日時")),
                        (
                            "step",
                            models.ForeignKey(
                                db_comment="どの回の取寄せか（一斉更新のほかでは空）",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_renewals.step",
                            ),
                        ),
                        (
                            "gathered_by",
                            models.CharField(
                                db_comment="取り寄せた者または処理のID", max_length=64, verbose_name="取得者"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "更新のために取り寄せた事実",
                        "indexes": [
                            models.Index(fields=["applicant", "income_year", "-id"], name="subsidy_renewals_newest")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="0c30e1b0ea8070cc86003537db01dc3cbf99460f",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_4258a",
                                    table="subsidy_renewals_gathered",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Judged",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                db_comment="対象者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judgements",
                                to="subsidy_renewals.target",
                            ),
                        ),
                        (
                            "step",
                            models.ForeignKey(
                                db_comment="どの回の判定か",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_renewals.step",
                            ),
                        ),
                        ("frozen", models.JSONField(db_comment="判定に用いた事実のすべて", verbose_name="事実")),
                        (
                            "result",
                            models.TextField(
                                db_comment="判定の結果（JSON、同じ事実なら同じ内容）", verbose_name="結果"
                            ),
                        ),
                        ("judged_at", models.DateTimeField(db_comment="判定した日時", verbose_name="判定日時")),
                    ],
                    options={
                        "verbose_name": "更新の判定",
                        "constraints": [
                            models.UniqueConstraint(fields=("target", "step"), name="subsidy_renewals_judged_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="a035030cfca1f42bbeee6210b044d5d14406b68b",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_f4f90",
                                    table="subsidy_renewals_judged",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="IncomeProof",
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
                                db_comment="だれの所得か",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="income_proofs",
                                to="subsidy_people.person",
                            ),
                        ),
                        ("year", models.IntegerField(db_comment="所得の年（暦年）", verbose_name="所得の年")),
                        ("income", models.JSONField(db_comment="所得の内訳（円）", verbose_name="所得")),
                        ("proved_on", models.DateField(db_comment="証明が届いた日", verbose_name="届いた日")),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        (
                            "entered_at",
                            models.DateTimeField(auto_now_add=True, db_comment="入力した日時", verbose_name="入力日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "所得の証明",
                        "indexes": [models.Index(fields=["person", "year", "-id"], name="subsidy_renewals_proof")],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="185ec50adc929063d121ae41ee2b73948c969337",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_a31fa",
                                    table="subsidy_renewals_incomeproof",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ExtensionProof",
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
                                db_comment="児童",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="extension_proofs",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("1", "障害（20歳未満）"), ("2", "高校等在学（20歳未満）")],
                                db_comment="児童延長区分（1障害・2在学）",
                                max_length=1,
                                verbose_name="区分",
                            ),
                        ),
                        ("since", models.DateField(db_comment="証明のある最初の日", verbose_name="初日")),
                        (
                            "until",
                            models.DateField(db_comment="証明のある最後の日（次に確かめる日）", verbose_name="末日"),
                        ),
                        ("received_on", models.DateField(db_comment="証明が届いた日", verbose_name="届いた日")),
                        (
                            "paper",
                            models.CharField(
                                db_comment="書類（在学証明書・手帳など）", max_length=60, verbose_name="書類"
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        (
                            "entered_at",
                            models.DateTimeField(auto_now_add=True, db_comment="入力した日時", verbose_name="入力日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "在学・障害の証明",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("until__gte", models.F("since"))),
                                name="subsidy_renewals_extension_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["1", "2"])), name="subsidy_renewals_extension_kind"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="8cff585a6ab75958501abc54283033697c6e18f6",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_ef383",
                                    table="subsidy_renewals_extensionproof",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "target",
                            models.ForeignKey(
                                db_comment="対象者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="subsidy_renewals.target",
                            ),
                        ),
                        (
                            "step",
                            models.ForeignKey(
                                db_comment="どの回の発行か",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="subsidy_renewals.step",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("report", "現況届のお願い"),
                                    ("exempt", "現況届の免除のお知らせ"),
                                    ("unknown", "所得不明案内"),
                                    ("refusal", "不交付決定通知書"),
                                    ("extension", "在学・障害の確認のお願い"),
                                    ("loss", "受給資格消滅通知"),
                                ],
                                db_comment="通知の種類",
                                max_length=10,
                                verbose_name="種類",
                            ),
                        ),
                        ("due_on", models.DateField(db_comment="書類を出す期限", null=True, verbose_name="期限")),
                        (
                            "document_id",
                            models.CharField(db_comment="印刷物の番号", max_length=36, verbose_name="印刷物"),
                        ),
                        ("sent_on", models.DateField(db_comment="通知の日付", verbose_name="発送日")),
                    ],
                    options={
                        "verbose_name": "更新の通知",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["report", "exempt", "unknown", "refusal", "extension", "loss"])
                                ),
                                name="subsidy_renewals_letter_kind",
                            ),
                            models.UniqueConstraint(
                                fields=("target", "step", "kind"), name="subsidy_renewals_letter_once"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="e5926c9584038cfede6af8c166c870001158f94f",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_18b97",
                                    table="subsidy_renewals_letter",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rehearsal",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("year", models.IntegerField(db_comment="医療証の年（暦年）", verbose_name="年")),
                        ("judged_on", models.DateField(db_comment="判定の基準日", verbose_name="判定日")),
                        (
                            "run_id",
                            models.BigIntegerField(db_comment="一括処理の番号", null=True, verbose_name="一括処理"),
                        ),
                        ("made_by", models.CharField(db_comment="始めた者のID", max_length=64, verbose_name="作成者")),
                        (
                            "made_at",
                            models.DateTimeField(auto_now_add=True, db_comment="始めた日時", verbose_name="作成日時"),
                        ),
                        ("made_on", models.DateField(db_comment="始めた日（費用の値を選ぶ日）", verbose_name="作成日")),
                        (
                            "summary",
                            models.JSONField(
                                db_comment="結果の件数・通知の数・費用", default=dict, verbose_name="集計"
                            ),
                        ),
                        (
                            "sha256",
                            models.CharField(
                                blank=True,
                                db_comment="すべての結果のSHA-256（完了後）",
                                max_length=64,
                                verbose_name="ハッシュ",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "更新の予行",
                    },
                ),
                migrations.CreateModel(
                    name="RehearsalLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "rehearsal",
                            models.ForeignKey(
                                db_comment="予行",
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="subsidy_renewals.rehearsal",
                            ),
                        ),
                        (
                            "applicant",
                            models.ForeignKey(
                                db_comment="申請者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "ward_code",
                            models.CharField(
                                blank=True, db_comment="区の全国地方公共団体コード", max_length=6, verbose_name="区"
                            ),
                        ),
                        ("outcome", models.CharField(db_comment="判定結果", max_length=2, verbose_name="結果")),
                        (
                            "movement",
                            models.CharField(
                                db_comment="継続・喪失・新たに交付 など", max_length=10, verbose_name="前年との違い"
                            ),
                        ),
                        (
                            "words",
                            models.CharField(db_comment="前年との違いの説明", max_length=600, verbose_name="説明"),
                        ),
                        ("frozen", models.JSONField(db_comment="判定に用いた事実のすべて", verbose_name="事実")),
                        (
                            "result",
                            models.TextField(
                                db_comment="判定の結果（JSON、同じ事実なら同じ内容）", verbose_name="判定"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "予行の結果",
                        "indexes": [models.Index(fields=["rehearsal", "movement"], name="subsidy_renewals_line_moved")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("rehearsal", "applicant"), name="subsidy_renewals_line_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Replay",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on", models.DateField(db_comment="検査した日", unique=True, verbose_name="検査日")),
                        (
                            "at",
                            models.DateTimeField(auto_now_add=True, db_comment="検査した日時", verbose_name="検査日時"),
                        ),
                        ("sampled", models.IntegerField(db_comment="判定し直した決定の数", verbose_name="標本数")),
                        ("population", models.IntegerField(db_comment="決定の総数", verbose_name="母数")),
                        (
                            "findings",
                            models.JSONField(
                                db_comment="同じ結果にならなかったもの（なければ空）", default=list, verbose_name="指摘"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "決定の再現検査",
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="be50e81bd0a016c513bcb740adfe4a7f97c22cc4",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_a85ca",
                                    table="subsidy_renewals_replay",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
