import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_third_parties", "0001_initial")]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_claims", "0001_tables"),
        ("subsidy_notifications", "0001_tables"),
        ("subsidy_people", "0001_tables"),
        ("subsidy_receipts", "0001_tables"),
        ("subsidy_recovery", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="InjuryCase",
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
                                db_comment="第三者行為の番号", max_length=20, unique=True, verbose_name="番号"
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="受診者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="injuries",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "notification",
                            models.OneToOneField(
                                db_comment="もとになった届出（第三者行為）",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="injury",
                                to="subsidy_notifications.notification",
                            ),
                        ),
                        ("notified_on", models.DateField(db_comment="傷病届を受け付けた日", verbose_name="届出日")),
                        ("injured_on", models.DateField(db_comment="負傷した日（事故の日）", verbose_name="負傷日")),
                        (
                            "accident",
                            models.CharField(
                                choices=[
                                    ("traffic", "交通事故"),
                                    ("violence", "暴行・けんか"),
                                    ("animal", "他人の飼い犬などの動物"),
                                    ("facility", "施設・設備の欠陥"),
                                    ("food", "食中毒"),
                                    ("sports", "スポーツ・遊びの接触"),
                                    ("other", "その他"),
                                ],
                                db_comment="負傷の原因",
                                max_length=10,
                                verbose_name="原因",
                            ),
                        ),
                        (
                            "place",
                            models.CharField(blank=True, db_comment="事故の場所", max_length=100, verbose_name="場所"),
                        ),
                        (
                            "circumstances",
                            models.TextField(db_comment="事故の状況（届出のとおり）", verbose_name="状況"),
                        ),
                        (
                            "injuries",
                            models.CharField(
                                blank=True, db_comment="傷病名・けがの部位", max_length=200, verbose_name="傷病"
                            ),
                        ),
                        (
                            "police",
                            models.CharField(
                                blank=True,
                                db_comment="届け出た警察署・事故証明の番号",
                                max_length=60,
                                verbose_name="事故証明",
                            ),
                        ),
                        (
                            "offender",
                            models.CharField(
                                blank=True, db_comment="相手方（加害者）の氏名", max_length=100, verbose_name="相手方"
                            ),
                        ),
                        (
                            "offender_postal_code",
                            models.CharField(
                                blank=True, db_comment="相手方の郵便番号", max_length=7, verbose_name="相手方の郵便番号"
                            ),
                        ),
                        (
                            "offender_address",
                            models.CharField(
                                blank=True, db_comment="相手方の住所", max_length=200, verbose_name="相手方の住所"
                            ),
                        ),
                        (
                            "insurer",
                            models.CharField(
                                blank=True,
                                db_comment="相手方の保険会社（自賠責・任意）",
                                max_length=100,
                                verbose_name="保険会社",
                            ),
                        ),
                        (
                            "insurer_postal_code",
                            models.CharField(
                                blank=True,
                                db_comment="保険会社の郵便番号",
                                max_length=7,
                                verbose_name="保険会社の郵便番号",
                            ),
                        ),
                        (
                            "insurer_address",
                            models.CharField(
                                blank=True, db_comment="保険会社の住所", max_length=200, verbose_name="保険会社の住所"
                            ),
                        ),
                        (
                            "insurer_contact",
                            models.CharField(
                                blank=True,
                                db_comment="保険会社の担当部署・電話",
                                max_length=100,
                                verbose_name="保険会社の担当",
                            ),
                        ),
                        (
                            "policy_number",
                            models.CharField(
                                blank=True,
                                db_comment="保険の証券番号・受付番号",
                                max_length=40,
                                verbose_name="証券番号",
                            ),
                        ),
                        (
                            "fault_percent",
                            models.IntegerField(
                                db_comment="受診者の過失の割合（パーセント、相手方の負担から引く）",
                                default=0,
                                verbose_name="受診者の過失割合",
                            ),
                        ),
                        (
                            "healed_on",
                            models.DateField(
                                db_comment="治ゆ（症状固定）の日。この月までの診療を調べる",
                                null=True,
                                verbose_name="治ゆ日",
                            ),
                        ),
                        (
                            "settled_on",
                            models.DateField(
                                db_comment="示談が成立した日。この日から医療証は使えない",
                                null=True,
                                verbose_name="示談日",
                            ),
                        ),
                        (
                            "settlement",
                            models.TextField(blank=True, db_comment="示談の内容", verbose_name="示談の内容"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "治療費の確認中"),
                                    ("claiming", "賠償請求中"),
                                    ("closed", "完結"),
                                    ("withdrawn", "取下げ"),
                                ],
                                db_comment="状態",
                                default="received",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True, db_comment="完結・取下げの理由", max_length=300, verbose_name="結果"
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        ("entered_at", models.DateTimeField(db_comment="入力した日時", verbose_name="入力日時")),
                    ],
                    options={
                        "verbose_name": "第三者行為",
                        "indexes": [
                            models.Index(fields=["person", "injured_on"], name="subsidy_third_person"),
                            models.Index(fields=["state", "notified_on"], name="subsidy_third_state"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["received", "claiming", "closed", "withdrawn"])),
                                name="subsidy_third_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "accident__in",
                                        ["traffic", "violence", "animal", "facility", "food", "sports", "other"],
                                    )
                                ),
                                name="subsidy_third_accident",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("fault_percent__gte", 0), ("fault_percent__lte", 100)),
                                name="subsidy_third_fault",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("notified_on__gte", models.F("injured_on")),
                                    models.Q(
                                        ("settled_on__isnull", True),
                                        ("settled_on__gte", models.F("injured_on")),
                                        _connector="OR",
                                    ),
                                    models.Q(
                                        ("healed_on__isnull", True),
                                        ("healed_on__gte", models.F("injured_on")),
                                        _connector="OR",
                                    ),
                                ),
                                name="subsidy_third_days",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "withdrawn"), _negated=True),
                                fields=("person", "injured_on"),
                                name="subsidy_third_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_third_parties_injurycase_event" ("accident", "circumstances", "entered_at", "entered_by", "fault_percent", "healed_on", "id", "injured_on", "injuries", "insurer", "insurer_address", "insurer_contact", "insurer_postal_code", "notification_id", "notified_on", "number", "offender", "offender_address", "offender_postal_code", "outcome", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "police", "policy_number", "settled_on", "settlement", "state") SELECT new_values."accident", new_values."circumstances", new_values."entered_at", new_values."entered_by", new_values."fault_percent", new_values."healed_on", new_values."id", new_values."injured_on", new_values."injuries", new_values."insurer", new_values."insurer_address", new_values."insurer_contact", new_values."insurer_postal_code", new_values."notification_id", new_values."notified_on", new_values."number", new_values."offender", new_values."offender_address", new_values."offender_postal_code", new_values."outcome", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."police", new_values."policy_number", new_values."settled_on", new_values."settlement", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="cd12953589b3e801053012b0c32911e741361ed9",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_93886",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_third_parties_injurycase",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_third_parties_injurycase_event" ("accident", "circumstances", "entered_at", "entered_by", "fault_percent", "healed_on", "id", "injured_on", "injuries", "insurer", "insurer_address", "insurer_contact", "insurer_postal_code", "notification_id", "notified_on", "number", "offender", "offender_address", "offender_postal_code", "outcome", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "police", "policy_number", "settled_on", "settlement", "state") SELECT new_values."accident", new_values."circumstances", new_values."entered_at", new_values."entered_by", new_values."fault_percent", new_values."healed_on", new_values."id", new_values."injured_on", new_values."injuries", new_values."insurer", new_values."insurer_address", new_values."insurer_contact", new_values."insurer_postal_code", new_values."notification_id", new_values."notified_on", new_values."number", new_values."offender", new_values."offender_address", new_values."offender_postal_code", new_values."outcome", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."police", new_values."policy_number", new_values."settled_on", new_values."settlement", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="df717cecd16981ed08a9ba87ca32402a9c6a214e",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_62cda",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_third_parties_injurycase",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_third_parties_injurycase_event" ("accident", "circumstances", "entered_at", "entered_by", "fault_percent", "healed_on", "id", "injured_on", "injuries", "insurer", "insurer_address", "insurer_contact", "insurer_postal_code", "notification_id", "notified_on", "number", "offender", "offender_address", "offender_postal_code", "outcome", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "police", "policy_number", "settled_on", "settlement", "state") SELECT old_values."accident", old_values."circumstances", old_values."entered_at", old_values."entered_by", old_values."fault_percent", old_values."healed_on", old_values."id", old_values."injured_on", old_values."injuries", old_values."insurer", old_values."insurer_address", old_values."insurer_contact", old_values."insurer_postal_code", old_values."notification_id", old_values."notified_on", old_values."number", old_values."offender", old_values."offender_address", old_values."offender_postal_code", old_values."outcome", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."police", old_values."policy_number", old_values."settled_on", old_values."settlement", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="db31c0646e0c750084e548a66f8d37231b35be3f",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_2a028",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_third_parties_injurycase",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InjuryCaseEvent",
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
                                to="subsidy_third_parties.injurycase",
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
                        ("number", models.CharField(db_comment="第三者行為の番号", max_length=20, verbose_name="番号")),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="受診者",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "notification",
                            models.ForeignKey(
                                db_comment="もとになった届出（第三者行為）",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_notifications.notification",
                            ),
                        ),
                        ("notified_on", models.DateField(db_comment="傷病届を受け付けた日", verbose_name="届出日")),
                        ("injured_on", models.DateField(db_comment="負傷した日（事故の日）", verbose_name="負傷日")),
                        (
                            "accident",
                            models.CharField(
                                choices=[
                                    ("traffic", "交通事故"),
                                    ("violence", "暴行・けんか"),
                                    ("animal", "他人の飼い犬などの動物"),
                                    ("facility", "施設・設備の欠陥"),
                                    ("food", "食中毒"),
                                    ("sports", "スポーツ・遊びの接触"),
                                    ("other", "その他"),
                                ],
                                db_comment="負傷の原因",
                                max_length=10,
                                verbose_name="原因",
                            ),
                        ),
                        (
                            "place",
                            models.CharField(blank=True, db_comment="事故の場所", max_length=100, verbose_name="場所"),
                        ),
                        (
                            "circumstances",
                            models.TextField(db_comment="事故の状況（届出のとおり）", verbose_name="状況"),
                        ),
                        (
                            "injuries",
                            models.CharField(
                                blank=True, db_comment="傷病名・けがの部位", max_length=200, verbose_name="傷病"
                            ),
                        ),
                        (
                            "police",
                            models.CharField(
                                blank=True,
                                db_comment="届け出た警察署・事故証明の番号",
                                max_length=60,
                                verbose_name="事故証明",
                            ),
                        ),
                        (
                            "offender",
                            models.CharField(
                                blank=True, db_comment="相手方（加害者）の氏名", max_length=100, verbose_name="相手方"
                            ),
                        ),
                        (
                            "offender_postal_code",
                            models.CharField(
                                blank=True, db_comment="相手方の郵便番号", max_length=7, verbose_name="相手方の郵便番号"
                            ),
                        ),
                        (
                            "offender_address",
                            models.CharField(
                                blank=True, db_comment="相手方の住所", max_length=200, verbose_name="相手方の住所"
                            ),
                        ),
                        (
                            "insurer",
                            models.CharField(
                                blank=True,
                                db_comment="相手方の保険会社（自賠責・任意）",
                                max_length=100,
                                verbose_name="保険会社",
                            ),
                        ),
                        (
                            "insurer_postal_code",
                            models.CharField(
                                blank=True,
                                db_comment="保険会社の郵便番号",
                                max_length=7,
                                verbose_name="保険会社の郵便番号",
                            ),
                        ),
                        (
                            "insurer_address",
                            models.CharField(
                                blank=True, db_comment="保険会社の住所", max_length=200, verbose_name="保険会社の住所"
                            ),
                        ),
                        (
                            "insurer_contact",
                            models.CharField(
                                blank=True,
                                db_comment="保険会社の担当部署・電話",
                                max_length=100,
                                verbose_name="保険会社の担当",
                            ),
                        ),
                        (
                            "policy_number",
                            models.CharField(
                                blank=True,
                                db_comment="保険の証券番号・受付番号",
                                max_length=40,
                                verbose_name="証券番号",
                            ),
                        ),
                        (
                            "fault_percent",
                            models.IntegerField(
                                db_comment="受診者の過失の割合（パーセント、相手方の負担から引く）",
                                default=0,
                                verbose_name="受診者の過失割合",
                            ),
                        ),
                        (
                            "healed_on",
                            models.DateField(
                                db_comment="治ゆ（症状固定）の日。この月までの診療を調べる",
                                null=True,
                                verbose_name="治ゆ日",
                            ),
                        ),
                        (
                            "settled_on",
                            models.DateField(
                                db_comment="示談が成立した日。この日から医療証は使えない",
                                null=True,
                                verbose_name="示談日",
                            ),
                        ),
                        (
                            "settlement",
                            models.TextField(blank=True, db_comment="示談の内容", verbose_name="示談の内容"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "治療費の確認中"),
                                    ("claiming", "賠償請求中"),
                                    ("closed", "完結"),
                                    ("withdrawn", "取下げ"),
                                ],
                                db_comment="状態",
                                default="received",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True, db_comment="完結・取下げの理由", max_length=300, verbose_name="結果"
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        ("entered_at", models.DateTimeField(db_comment="入力した日時", verbose_name="入力日時")),
                    ],
                    options={
                        "db_table": "subsidy_third_parties_injurycase_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="c923db9b6fdc55e4ef614a05807784fdb1194d2b",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_fb156",
                                    table="subsidy_third_parties_injurycase_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Treatment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "case",
                            models.ForeignKey(
                                db_comment="第三者行為",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="treatments",
                                to="subsidy_third_parties.injurycase",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_comment="償還払いの請求",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="injuries",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                db_comment="レセプト明細",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="injuries",
                                to="subsidy_receipts.receiptline",
                            ),
                        ),
                        (
                            "treatment_month",
                            models.CharField(db_comment="診療年月（YYYY-MM）", max_length=7, verbose_name="診療年月"),
                        ),
                        (
                            "provider",
                            models.CharField(
                                db_comment="医療機関の名称またはコード", max_length=60, verbose_name="医療機関"
                            ),
                        ),
                        ("yen", models.IntegerField(db_comment="市が助成した額（円）", verbose_name="助成額")),
                        (
                            "judgement",
                            models.CharField(
                                choices=[
                                    ("open", "確認待ち"),
                                    ("related", "この負傷による"),
                                    ("unrelated", "関係なし"),
                                ],
                                db_comment="この負傷による診療か",
                                default="open",
                                max_length=10,
                                verbose_name="判断",
                            ),
                        ),
                        (
                            "judged_by",
                            models.CharField(
                                blank=True, db_comment="判断した者のID", max_length=64, verbose_name="判断者"
                            ),
                        ),
                        (
                            "receivable",
                            models.ForeignKey(
                                db_comment="請求した賠償金",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="treatments",
                                to="subsidy_recovery.receivable",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "第三者行為の診療",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("judgement__in", ["open", "related", "unrelated"])),
                                name="subsidy_third_judgement",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("claim__isnull", True), ("line__isnull", False)),
                                    models.Q(("claim__isnull", False), ("line__isnull", True)),
                                    _connector="OR",
                                ),
                                name="subsidy_third_one_source",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("receivable__isnull", True), ("judgement", "related"), _connector="OR"
                                ),
                                name="subsidy_third_claimed_related",
                            ),
                            models.UniqueConstraint(fields=("case", "claim"), name="subsidy_third_claim_once"),
                            models.UniqueConstraint(fields=("case", "line"), name="subsidy_third_line_once"),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_third_parties_treatment_event" ("case_id", "claim_id", "id", "judged_by", "judgement", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "receivable_id", "treatment_month", "yen") SELECT new_values."case_id", new_values."claim_id", new_values."id", new_values."judged_by", new_values."judgement", new_values."line_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."provider", new_values."receivable_id", new_values."treatment_month", new_values."yen" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ef095e8b8072b432a8e24a90e8b5575c1f0615ca",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_32ce0",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_third_parties_treatment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_third_parties_treatment_event" ("case_id", "claim_id", "id", "judged_by", "judgement", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "receivable_id", "treatment_month", "yen") SELECT new_values."case_id", new_values."claim_id", new_values."id", new_values."judged_by", new_values."judgement", new_values."line_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."provider", new_values."receivable_id", new_values."treatment_month", new_values."yen" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2684c797db201397547f697bbb8f9472b5cc610c",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_483de",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_third_parties_treatment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_third_parties_treatment_event" ("case_id", "claim_id", "id", "judged_by", "judgement", "line_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "receivable_id", "treatment_month", "yen") SELECT old_values."case_id", old_values."claim_id", old_values."id", old_values."judged_by", old_values."judgement", old_values."line_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."provider", old_values."receivable_id", old_values."treatment_month", old_values."yen" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="8b94e463e4736f21049185368afd2aabf1569ad0",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_cc8a8",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_third_parties_treatment",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TreatmentEvent",
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
                                to="subsidy_third_parties.treatment",
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
                            "case",
                            models.ForeignKey(
                                db_comment="第三者行為",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_third_parties.injurycase",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_comment="償還払いの請求",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                db_comment="レセプト明細",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_receipts.receiptline",
                            ),
                        ),
                        (
                            "treatment_month",
                            models.CharField(db_comment="診療年月（YYYY-MM）", max_length=7, verbose_name="診療年月"),
                        ),
                        (
                            "provider",
                            models.CharField(
                                db_comment="医療機関の名称またはコード", max_length=60, verbose_name="医療機関"
                            ),
                        ),
                        ("yen", models.IntegerField(db_comment="市が助成した額（円）", verbose_name="助成額")),
                        (
                            "judgement",
                            models.CharField(
                                choices=[
                                    ("open", "確認待ち"),
                                    ("related", "この負傷による"),
                                    ("unrelated", "関係なし"),
                                ],
                                db_comment="この負傷による診療か",
                                default="open",
                                max_length=10,
                                verbose_name="判断",
                            ),
                        ),
                        (
                            "judged_by",
                            models.CharField(
                                blank=True, db_comment="判断した者のID", max_length=64, verbose_name="判断者"
                            ),
                        ),
                        (
                            "receivable",
                            models.ForeignKey(
                                db_comment="請求した賠償金",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_recovery.receivable",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_third_parties_treatment_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="ec050d563be02a57b37163242da19d00f61085d3",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_abe93",
                                    table="subsidy_third_parties_treatment_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL("CREATE SEQUENCE subsidy_third_party_number", "DROP SEQUENCE subsidy_third_party_number"),
    ]
