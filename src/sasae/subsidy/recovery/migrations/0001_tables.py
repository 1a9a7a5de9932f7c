import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_recovery", "0001_initial")]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_claims", "0001_tables"),
        ("subsidy_people", "0001_tables"),
        ("subsidy_receipts", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Receivable",
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
                                db_comment="返還金の番号（納付番号）", max_length=16, unique=True, verbose_name="番号"
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("1", "資格喪失後受診"),
                                    ("2", "高額療養費・附加給付"),
                                    ("3", "災害共済給付"),
                                    ("4", "第三者賠償"),
                                    ("5", "重複支給"),
                                    ("6", "虚偽"),
                                    ("9", "その他"),
                                ],
                                db_comment="返還理由",
                                max_length=1,
                                verbose_name="返還理由",
                            ),
                        ),
                        (
                            "debtor_kind",
                            models.CharField(
                                choices=[
                                    ("person", "本人（受給者）"),
                                    ("insurer", "保険者"),
                                    ("third_party", "第三者・損害保険会社"),
                                ],
                                db_comment="だれが返すか",
                                max_length=12,
                                verbose_name="債務者の区分",
                            ),
                        ),
                        (
                            "debtor",
                            models.ForeignKey(
                                db_comment="返還する人（本人のとき）",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receivables",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "payer_name",
                            models.CharField(
                                blank=True, db_comment="保険者・第三者の名称", max_length=100, verbose_name="債務者名"
                            ),
                        ),
                        (
                            "payer_postal_code",
                            models.CharField(
                                blank=True, db_comment="保険者・第三者の郵便番号", max_length=7, verbose_name="郵便番号"
                            ),
                        ),
                        (
                            "payer_address",
                            models.CharField(
                                blank=True, db_comment="保険者・第三者の所在地", max_length=200, verbose_name="所在地"
                            ),
                        ),
                        ("yen", models.BigIntegerField(db_comment="決定した額（円、減額の前）", verbose_name="返還額")),
                        ("owed", models.BigIntegerField(db_comment="まだ返されていない額（円）", verbose_name="残額")),
                        (
                            "overpaid",
                            models.BigIntegerField(
                                db_comment="多く納められ、まだ還付していない額（円）",
                                default=0,
                                verbose_name="過誤納額",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("05", "起案（決定待ち）"),
                                    ("10", "調定"),
                                    ("20", "納付書送付"),
                                    ("30", "一部納付"),
                                    ("40", "完納"),
                                    ("50", "不納欠損"),
                                    ("60", "決定取消"),
                                    ("70", "起案取下げ"),
                                ],
                                db_comment="状態",
                                default="05",
                                max_length=2,
                                verbose_name="状態",
                            ),
                        ),
                        ("why", models.TextField(db_comment="返還を求める理由の説明", verbose_name="理由")),
                        ("due_on", models.DateField(db_comment="納期限", null=True, verbose_name="納期限")),
                        (
                            "limited_on",
                            models.DateField(
                                db_comment="消滅時効が完成する前の最後の日（更新のたびに改める）",
                                null=True,
                                verbose_name="時効の最終日",
                            ),
                        ),
                        (
                            "document_id",
                            models.CharField(
                                blank=True,
                                db_comment="決定通知書・納付書の印刷物の番号",
                                max_length=36,
                                verbose_name="決定通知書",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.CharField(db_comment="起案した者のID", max_length=64, verbose_name="起案者"),
                        ),
                        ("proposed_on", models.DateField(db_comment="起案した日", verbose_name="起案日")),
                        (
                            "decided_by",
                            models.CharField(
                                blank=True, db_comment="決定した者のID", max_length=64, verbose_name="決定者"
                            ),
                        ),
                        (
                            "decided_on",
                            models.DateField(db_comment="決定（調定）の日", null=True, verbose_name="決定日"),
                        ),
                    ],
                    options={
                        "verbose_name": "返還金",
                        "indexes": [
                            models.Index(fields=["state", "due_on"], name="subsidy_recovery_state"),
                            models.Index(
                                condition=models.Q(("owed__gt", 0)),
                                fields=["limited_on"],
                                name="subsidy_recovery_limited",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["05", "10", "20", "30", "40", "50", "60", "70"])),
                                name="subsidy_recovery_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("reason__in", ["1", "2", "3", "4", "5", "6", "9"])),
                                name="subsidy_recovery_reason",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("debtor__isnull", False), ("debtor_kind", "person")),
                                    models.Q(
                                        ("debtor__isnull", True),
                                        ("debtor_kind__in", ["insurer", "third_party"]),
                                        models.Q(("payer_name", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_recovery_debtor",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("overpaid__gte", 0),
                                    ("owed__gte", 0),
                                    ("owed__lte", models.F("yen")),
                                    ("yen__gt", 0),
                                ),
                                name="subsidy_recovery_amounts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("decided_by", ""),
                                        ("decided_on__isnull", True),
                                        ("owed", models.F("yen")),
                                        ("state__in", ["05", "70"]),
                                    ),
                                    models.Q(
                                        models.Q(("state__in", ["05", "70"]), _negated=True),
                                        ("decided_on__isnull", False),
                                        ("due_on__isnull", False),
                                        models.Q(("decided_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_recovery_decided",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", ""),
                                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_recovery_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("owed", 0), ("state__in", ["40", "50", "60"])),
                                    models.Q(
                                        models.Q(("state__in", ["40", "50", "60"]), _negated=True), ("owed__gt", 0)
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_recovery_owed",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_recovery_receivable_event" ("debtor_id", "debtor_kind", "decided_by", "decided_on", "document_id", "due_on", "id", "limited_on", "number", "overpaid", "owed", "payer_address", "payer_name", "payer_postal_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by", "proposed_on", "reason", "state", "why", "yen") SELECT new_values."debtor_id", new_values."debtor_kind", new_values."decided_by", new_values."decided_on", new_values."document_id", new_values."due_on", new_values."id", new_values."limited_on", new_values."number", new_values."overpaid", new_values."owed", new_values."payer_address", new_values."payer_name", new_values."payer_postal_code", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."proposed_by", new_values."proposed_on", new_values."reason", new_values."state", new_values."why", new_values."yen" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="679192dd8ecec7ef9a471dee62a805d62a23d126",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_95773",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_recovery_receivable",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_recovery_receivable_event" ("debtor_id", "debtor_kind", "decided_by", "decided_on", "document_id", "due_on", "id", "limited_on", "number", "overpaid", "owed", "payer_address", "payer_name", "payer_postal_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by", "proposed_on", "reason", "state", "why", "yen") SELECT new_values."debtor_id", new_values."debtor_kind", new_values."decided_by", new_values."decided_on", new_values."document_id", new_values."due_on", new_values."id", new_values."limited_on", new_values."number", new_values."overpaid", new_values."owed", new_values."payer_address", new_values."payer_name", new_values."payer_postal_code", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."proposed_by", new_values."proposed_on", new_values."reason", new_values."state", new_values."why", new_values."yen" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4e9b6541552c53dfb1a1a657672733549c1f8973",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ce41c",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_recovery_receivable",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_recovery_receivable_event" ("debtor_id", "debtor_kind", "decided_by", "decided_on", "document_id", "due_on", "id", "limited_on", "number", "overpaid", "owed", "payer_address", "payer_name", "payer_postal_code", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by", "proposed_on", "reason", "state", "why", "yen") SELECT old_values."debtor_id", old_values."debtor_kind", old_values."decided_by", old_values."decided_on", old_values."document_id", old_values."due_on", old_values."id", old_values."limited_on", old_values."number", old_values."overpaid", old_values."owed", old_values."payer_address", old_values."payer_name", old_values."payer_postal_code", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."proposed_by", old_values."proposed_on", old_values."reason", old_values."state", old_values."why", old_values."yen" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="db92770e24f06a32c16b71e1cff3d411ef04a86d",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_e1f23",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_recovery_receivable",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReceivableEvent",
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
                                to="subsidy_recovery.receivable",
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
                            "number",
                            models.CharField(db_comment="返還金の番号（納付番号）", max_length=16, verbose_name="番号"),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("1", "資格喪失後受診"),
                                    ("2", "高額療養費・附加給付"),
                                    ("3", "災害共済給付"),
                                    ("4", "第三者賠償"),
                                    ("5", "重複支給"),
                                    ("6", "虚偽"),
                                    ("9", "その他"),
                                ],
                                db_comment="返還理由",
                                max_length=1,
                                verbose_name="返還理由",
                            ),
                        ),
                        (
                            "debtor_kind",
                            models.CharField(
                                choices=[
                                    ("person", "本人（受給者）"),
                                    ("insurer", "保険者"),
                                    ("third_party", "第三者・損害保険会社"),
                                ],
                                db_comment="だれが返すか",
                                max_length=12,
                                verbose_name="債務者の区分",
                            ),
                        ),
                        (
                            "debtor",
                            models.ForeignKey(
                                db_comment="返還する人（本人のとき）",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "payer_name",
                            models.CharField(
                                blank=True, db_comment="保険者・第三者の名称", max_length=100, verbose_name="債務者名"
                            ),
                        ),
                        (
                            "payer_postal_code",
                            models.CharField(
                                blank=True, db_comment="保険者・第三者の郵便番号", max_length=7, verbose_name="郵便番号"
                            ),
                        ),
                        (
                            "payer_address",
                            models.CharField(
                                blank=True, db_comment="保険者・第三者の所在地", max_length=200, verbose_name="所在地"
                            ),
                        ),
                        ("yen", models.BigIntegerField(db_comment="決定した額（円、減額の前）", verbose_name="返還額")),
                        ("owed", models.BigIntegerField(db_comment="まだ返されていない額（円）", verbose_name="残額")),
                        (
                            "overpaid",
                            models.BigIntegerField(
                                db_comment="多く納められ、まだ還付していない額（円）",
                                default=0,
                                verbose_name="過誤納額",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("05", "起案（決定待ち）"),
                                    ("10", "調定"),
                                    ("20", "納付書送付"),
                                    ("30", "一部納付"),
                                    ("40", "完納"),
                                    ("50", "不納欠損"),
                                    ("60", "決定取消"),
                                    ("70", "起案取下げ"),
                                ],
                                db_comment="状態",
                                default="05",
                                max_length=2,
                                verbose_name="状態",
                            ),
                        ),
                        ("why", models.TextField(db_comment="返還を求める理由の説明", verbose_name="理由")),
                        ("due_on", models.DateField(db_comment="納期限", null=True, verbose_name="納期限")),
                        (
                            "limited_on",
                            models.DateField(
                                db_comment="消滅時効が完成する前の最後の日（更新のたびに改める）",
                                null=True,
                                verbose_name="時効の最終日",
                            ),
                        ),
                        (
                            "document_id",
                            models.CharField(
                                blank=True,
                                db_comment="決定通知書・納付書の印刷物の番号",
                                max_length=36,
                                verbose_name="決定通知書",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.CharField(db_comment="起案した者のID", max_length=64, verbose_name="起案者"),
                        ),
                        ("proposed_on", models.DateField(db_comment="起案した日", verbose_name="起案日")),
                        (
                            "decided_by",
                            models.CharField(
                                blank=True, db_comment="決定した者のID", max_length=64, verbose_name="決定者"
                            ),
                        ),
                        (
                            "decided_on",
                            models.DateField(db_comment="決定（調定）の日", null=True, verbose_name="決定日"),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_recovery_receivable_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="26147e9a21222474f716ccd1e1f637dfa54b3f54",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_e8158",
                                    table="subsidy_recovery_receivable_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Part",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "receivable",
                            models.ForeignKey(
                                db_comment="返還金",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="subsidy_recovery.receivable",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_comment="償還払いの請求",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recovered",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                db_comment="レセプト明細",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="recovered",
                                to="subsidy_receipts.receiptline",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("1", "資格喪失後受診"),
                                    ("2", "高額療養費・附加給付"),
                                    ("3", "災害共済給付"),
                                    ("4", "第三者賠償"),
                                    ("5", "重複支給"),
                                    ("6", "虚偽"),
                                    ("9", "その他"),
                                ],
                                db_comment="返還理由（親と同じ）",
                                max_length=1,
                                verbose_name="返還理由",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="受診者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "provider",
                            models.CharField(
                                db_comment="医療機関コードまたは名称（台帳と同じ）",
                                max_length=60,
                                verbose_name="医療機関",
                            ),
                        ),
                        (
                            "treatment_month",
                            models.CharField(db_comment="診療年月（YYYY-MM）", max_length=7, verbose_name="診療年月"),
                        ),
                        (
                            "scheme",
                            models.CharField(
                                choices=[("1", "現物"), ("2", "償還")],
                                db_comment="助成区分（1現物・2償還）",
                                max_length=1,
                                verbose_name="助成区分",
                            ),
                        ),
                        ("granted", models.BigIntegerField(db_comment="助成した額（円）", verbose_name="助成額")),
                        (
                            "yen",
                            models.BigIntegerField(db_comment="この診療について返す額（円）", verbose_name="返還額"),
                        ),
                        ("owed", models.BigIntegerField(db_comment="まだ返されていない額（円）", verbose_name="残額")),
                        (
                            "live",
                            models.BooleanField(
                                db_comment="有効か（起案の取下げ・決定の取消しで偽）", default=True, verbose_name="有効"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "返還金の内訳",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("owed__gte", 0),
                                    ("owed__lte", models.F("yen")),
                                    ("yen__gt", 0),
                                    ("yen__lte", models.F("granted")),
                                ),
                                name="subsidy_recovery_part_amounts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("claim__isnull", False), ("line__isnull", True), ("scheme", "2")),
                                    models.Q(("claim__isnull", True), ("line__isnull", False), ("scheme", "1")),
                                    _connector="OR",
                                ),
                                name="subsidy_recovery_part_source",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("live", True)),
                                fields=("claim", "reason"),
                                name="subsidy_recovery_claim_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("live", True)),
                                fields=("line", "reason"),
                                name="subsidy_recovery_line_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_recovery_part_event" ("claim_id", "granted", "id", "line_id", "live", "owed", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "reason", "receivable_id", "scheme", "treatment_month", "yen") SELECT new_values."claim_id", new_values."granted", new_values."id", new_values."line_id", new_values."live", new_values."owed", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."provider", new_values."reason", new_values."receivable_id", new_values."scheme", new_values."treatment_month", new_values."yen" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="64390276d39a52bcbd1eeff7222fae907e55f6e5",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_76577",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_recovery_part",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_recovery_part_event" ("claim_id", "granted", "id", "line_id", "live", "owed", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "reason", "receivable_id", "scheme", "treatment_month", "yen") SELECT new_values."claim_id", new_values."granted", new_values."id", new_values."line_id", new_values."live", new_values."owed", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."provider", new_values."reason", new_values."receivable_id", new_values."scheme", new_values."treatment_month", new_values."yen" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2e2eb0f1069710aa97c00d5fdac0d01b60cecc0e",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_6b87c",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_recovery_part",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_recovery_part_event" ("claim_id", "granted", "id", "line_id", "live", "owed", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "provider", "reason", "receivable_id", "scheme", "treatment_month", "yen") SELECT old_values."claim_id", old_values."granted", old_values."id", old_values."line_id", old_values."live", old_values."owed", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."provider", old_values."reason", old_values."receivable_id", old_values."scheme", old_values."treatment_month", old_values."yen" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="38e6f7844a221b689d57feeb5bafb4bd034bb12b",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f8a0a",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_recovery_part",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PartEvent",
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
                                to="subsidy_recovery.part",
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
                            "receivable",
                            models.ForeignKey(
                                db_comment="返還金",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_recovery.receivable",
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
                            "reason",
                            models.CharField(
                                choices=[
                                    ("1", "資格喪失後受診"),
                                    ("2", "高額療養費・附加給付"),
                                    ("3", "災害共済給付"),
                                    ("4", "第三者賠償"),
                                    ("5", "重複支給"),
                                    ("6", "虚偽"),
                                    ("9", "その他"),
                                ],
                                db_comment="返還理由（親と同じ）",
                                max_length=1,
                                verbose_name="返還理由",
                            ),
                        ),
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
                            "provider",
                            models.CharField(
                                db_comment="医療機関コードまたは名称（台帳と同じ）",
                                max_length=60,
                                verbose_name="医療機関",
                            ),
                        ),
                        (
                            "treatment_month",
                            models.CharField(db_comment="診療年月（YYYY-MM）", max_length=7, verbose_name="診療年月"),
                        ),
                        (
                            "scheme",
                            models.CharField(
                                choices=[("1", "現物"), ("2", "償還")],
                                db_comment="助成区分（1現物・2償還）",
                                max_length=1,
                                verbose_name="助成区分",
                            ),
                        ),
                        ("granted", models.BigIntegerField(db_comment="助成した額（円）", verbose_name="助成額")),
                        (
                            "yen",
                            models.BigIntegerField(db_comment="この診療について返す額（円）", verbose_name="返還額"),
                        ),
                        ("owed", models.BigIntegerField(db_comment="まだ返されていない額（円）", verbose_name="残額")),
                        (
                            "live",
                            models.BooleanField(
                                db_comment="有効か（起案の取下げ・決定の取消しで偽）", default=True, verbose_name="有効"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_recovery_part_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="4d0c4212bf4052a10016f5b1ab800774bc60563c",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_0c6cd",
                                    table="subsidy_recovery_part_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Order",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "receivable",
                            models.ForeignKey(
                                db_comment="返還金",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="orders",
                                to="subsidy_recovery.receivable",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("plan", "分割納付"),
                                    ("set_off", "相殺"),
                                    ("reduce", "減額・決定取消"),
                                    ("refund", "過誤納金の還付"),
                                    ("take_back", "収納の取消し"),
                                    ("write_off", "不納欠損"),
                                ],
                                db_comment="何をするか",
                                max_length=10,
                                verbose_name="種類",
                            ),
                        ),
                        ("yen", models.BigIntegerField(db_comment="金額（円）", verbose_name="金額")),
                        (
                            "used",
                            models.BigIntegerField(
                                db_comment="相殺の決定のうち、すでに相殺した額（円）",
                                default=0,
                                verbose_name="実行済み",
                            ),
                        ),
                        (
                            "terms",
                            models.JSONField(
                                db_comment="分割の回数と初回の納期限、取り消す収納など",
                                default=dict,
                                verbose_name="条件",
                            ),
                        ),
                        ("why", models.CharField(db_comment="起案の理由", max_length=300, verbose_name="理由")),
                        (
                            "state",
                            models.CharField(
                                choices=[("proposed", "承認待ち"), ("approved", "承認済"), ("dropped", "取下げ")],
                                db_comment="起案の状態",
                                default="proposed",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.CharField(db_comment="起案した者のID", max_length=64, verbose_name="起案者"),
                        ),
                        ("proposed_on", models.DateField(db_comment="起案した日", verbose_name="起案日")),
                        (
                            "decided_by",
                            models.CharField(
                                blank=True,
                                db_comment="承認または取下げをした者のID",
                                max_length=64,
                                verbose_name="決裁者",
                            ),
                        ),
                        (
                            "decided_on",
                            models.DateField(db_comment="承認または取下げの日", null=True, verbose_name="決裁日"),
                        ),
                    ],
                    options={
                        "verbose_name": "返還の起案",
                        "indexes": [models.Index(fields=["state", "kind"], name="subsidy_recovery_orders")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["proposed", "approved", "dropped"])),
                                name="subsidy_recovery_order_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["plan", "set_off", "reduce", "refund", "take_back", "write_off"])
                                ),
                                name="subsidy_recovery_order_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "approved"), _negated=True),
                                    models.Q(
                                        models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                                        models.Q(("decided_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_recovery_order_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("used__gte", 0), ("used__lte", models.F("yen")), ("yen__gt", 0)),
                                name="subsidy_recovery_order_yen",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("receivable", "kind"),
                                name="subsidy_recovery_one_order",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_recovery_order_event" ("decided_by", "decided_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by", "proposed_on", "receivable_id", "state", "terms", "used", "why", "yen") SELECT new_values."decided_by", new_values."decided_on", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."proposed_by", new_values."proposed_on", new_values."receivable_id", new_values."state", new_values."terms", new_values."used", new_values."why", new_values."yen" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4c79f5d13aad0d26757085b3fc7d4359c5dc9100",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_a7b34",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_recovery_order",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_recovery_order_event" ("decided_by", "decided_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by", "proposed_on", "receivable_id", "state", "terms", "used", "why", "yen") SELECT new_values."decided_by", new_values."decided_on", new_values."id", new_values."kind", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."proposed_by", new_values."proposed_on", new_values."receivable_id", new_values."state", new_values."terms", new_values."used", new_values."why", new_values."yen" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="40d1564ca58a068e86726dfb2a3ce67959339831",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_ec7d2",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_recovery_order",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_recovery_order_event" ("decided_by", "decided_on", "id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_by", "proposed_on", "receivable_id", "state", "terms", "used", "why", "yen") SELECT old_values."decided_by", old_values."decided_on", old_values."id", old_values."kind", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."proposed_by", old_values."proposed_on", old_values."receivable_id", old_values."state", old_values."terms", old_values."used", old_values."why", old_values."yen" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="8fbafe5224bb584e382bd07362e0878f5c9cd207",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_17719",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_recovery_order",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="OrderEvent",
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
                                to="subsidy_recovery.order",
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
                            "receivable",
                            models.ForeignKey(
                                db_comment="返還金",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_recovery.receivable",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("plan", "分割納付"),
                                    ("set_off", "相殺"),
                                    ("reduce", "減額・決定取消"),
                                    ("refund", "過誤納金の還付"),
                                    ("take_back", "収納の取消し"),
                                    ("write_off", "不納欠損"),
                                ],
                                db_comment="何をするか",
                                max_length=10,
                                verbose_name="種類",
                            ),
                        ),
                        ("yen", models.BigIntegerField(db_comment="金額（円）", verbose_name="金額")),
                        (
                            "used",
                            models.BigIntegerField(
                                db_comment="相殺の決定のうち、すでに相殺した額（円）",
                                default=0,
                                verbose_name="実行済み",
                            ),
                        ),
                        (
                            "terms",
                            models.JSONField(
                                db_comment="分割の回数と初回の納期限、取り消す収納など",
                                default=dict,
                                verbose_name="条件",
                            ),
                        ),
                        ("why", models.CharField(db_comment="起案の理由", max_length=300, verbose_name="理由")),
                        (
                            "state",
                            models.CharField(
                                choices=[("proposed", "承認待ち"), ("approved", "承認済"), ("dropped", "取下げ")],
                                db_comment="起案の状態",
                                default="proposed",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "proposed_by",
                            models.CharField(db_comment="起案した者のID", max_length=64, verbose_name="起案者"),
                        ),
                        ("proposed_on", models.DateField(db_comment="起案した日", verbose_name="起案日")),
                        (
                            "decided_by",
                            models.CharField(
                                blank=True,
                                db_comment="承認または取下げをした者のID",
                                max_length=64,
                                verbose_name="決裁者",
                            ),
                        ),
                        (
                            "decided_on",
                            models.DateField(db_comment="承認または取下げの日", null=True, verbose_name="決裁日"),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_recovery_order_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="c52960a5d3d3b43a63e90265db73114c2cf14a05",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_ea805",
                                    table="subsidy_recovery_order_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Instalment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                db_comment="分割納付の決定",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="instalments",
                                to="subsidy_recovery.order",
                            ),
                        ),
                        ("place", models.IntegerField(db_comment="何回目か", verbose_name="回")),
                        ("due_on", models.DateField(db_comment="納期限", verbose_name="納期限")),
                        ("yen", models.BigIntegerField(db_comment="金額（円）", verbose_name="金額")),
                    ],
                    options={
                        "verbose_name": "分割納付の回",
                        "constraints": [
                            models.UniqueConstraint(fields=("order", "place"), name="subsidy_recovery_instalment_once"),
                            models.CheckConstraint(
                                condition=models.Q(("yen__gt", 0)), name="subsidy_recovery_instalment_yen"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="fe2e227c79772fcd63856dd97162b36ae73750b8",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_e2e4e",
                                    table="subsidy_recovery_instalment",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Movement",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "receivable",
                            models.ForeignKey(
                                db_comment="返還金",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="movements",
                                to="subsidy_recovery.receivable",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("payment", "収納"),
                                    ("set_off", "相殺"),
                                    ("reduction", "減額"),
                                    ("refund", "還付"),
                                    ("take_back", "収納の取消し"),
                                    ("write_off", "不納欠損"),
                                ],
                                db_comment="動きの種類",
                                max_length=10,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "cause",
                            models.CharField(
                                db_comment="原因（同じ原因では一度だけ動く）",
                                max_length=60,
                                unique=True,
                                verbose_name="原因",
                            ),
                        ),
                        ("on", models.DateField(db_comment="収納・相殺などの日", verbose_name="日")),
                        (
                            "applied",
                            models.BigIntegerField(db_comment="債務に充てた額（円、戻しは負）", verbose_name="充当額"),
                        ),
                        (
                            "excess",
                            models.BigIntegerField(
                                db_comment="債務を超えた額（円、還付・戻しは負）", default=0, verbose_name="過誤納額"
                            ),
                        ),
                        (
                            "order",
                            models.ForeignKey(
                                db_comment="もとの決定",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="movements",
                                to="subsidy_recovery.order",
                            ),
                        ),
                        ("text", models.CharField(blank=True, db_comment="摘要", max_length=200, verbose_name="摘要")),
                        (
                            "by",
                            models.CharField(
                                db_comment="登録した者または処理のID", max_length=64, verbose_name="登録者"
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(auto_now_add=True, db_comment="登録した日時", verbose_name="登録日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "返還金の動き",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "kind__in",
                                        ["payment", "set_off", "reduction", "refund", "take_back", "write_off"],
                                    )
                                ),
                                name="subsidy_recovery_movement_kind",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("applied", 0), ("excess", 0), _negated=True),
                                name="subsidy_recovery_movement_yen",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="087d485c9f330121ee95e383509254a11dbdebaf",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_f4a8c",
                                    table="subsidy_recovery_movement",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Allocation",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "movement",
                            models.ForeignKey(
                                db_comment="返還金の動き",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="subsidy_recovery.movement",
                            ),
                        ),
                        (
                            "part",
                            models.ForeignKey(
                                db_comment="返還金の内訳",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="allocations",
                                to="subsidy_recovery.part",
                            ),
                        ),
                        (
                            "applied",
                            models.BigIntegerField(
                                db_comment="この内訳に充てた額（円、戻しは負）", verbose_name="充当額"
                            ),
                        ),
                        (
                            "excess",
                            models.BigIntegerField(
                                db_comment="過誤納として置いた額（円、還付・戻しは負）",
                                default=0,
                                verbose_name="過誤納額",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "返還金の充当",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("movement", "part"), name="subsidy_recovery_allocation_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("applied", 0), ("excess", 0), _negated=True),
                                name="subsidy_recovery_allocation_yen",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="5a185e72a92e24797a804c1fd262c72628d8ed55",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_5b559",
                                    table="subsidy_recovery_allocation",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SetOffClaim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "movement",
                            models.ForeignKey(
                                db_comment="返還金の動き（相殺）",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="subsidy_recovery.movement",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_comment="差し引いた償還払いの請求",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="set_off",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        ("yen", models.BigIntegerField(db_comment="差し引いた額（円）", verbose_name="金額")),
                    ],
                    options={
                        "verbose_name": "相殺した請求",
                        "constraints": [
                            models.UniqueConstraint(fields=("movement", "claim"), name="subsidy_recovery_set_off_once"),
                            models.CheckConstraint(
                                condition=models.Q(("yen__gt", 0)), name="subsidy_recovery_set_off_yen"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="4d2564d6d1b45b987f9e2b720ff686dae4f99293",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_247fd",
                                    table="subsidy_recovery_setoffclaim",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Interruption",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "receivable",
                            models.ForeignKey(
                                db_comment="返還金",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="interruptions",
                                to="subsidy_recovery.receivable",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("reminder", "督促（最初の一回）"),
                                    ("acknowledged", "債務の承認"),
                                    ("part_payment", "一部納付"),
                                    ("judgement", "確定判決など"),
                                ],
                                db_comment="時効の更新の事由",
                                max_length=12,
                                verbose_name="事由",
                            ),
                        ),
                        ("on", models.DateField(db_comment="事由の生じた日", verbose_name="日")),
                        (
                            "last_on",
                            models.DateField(db_comment="この事由による時効の最終日", verbose_name="時効の最終日"),
                        ),
                        (
                            "movement",
                            models.OneToOneField(
                                db_comment="もとになった収納（取り消すと数えない）",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="interruption",
                                to="subsidy_recovery.movement",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="説明（承認書の日付など）", max_length=300, verbose_name="説明"
                            ),
                        ),
                        ("by", models.CharField(db_comment="登録した者のID", max_length=64, verbose_name="登録者")),
                        (
                            "at",
                            models.DateTimeField(auto_now_add=True, db_comment="登録した日時", verbose_name="登録日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "時効の更新",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["reminder", "acknowledged", "part_payment", "judgement"])
                                ),
                                name="subsidy_recovery_interruption",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("kind", "reminder")),
                                fields=("receivable",),
                                name="subsidy_recovery_first_reminder",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="5dc508e93a3d6496c68554ba5bdb2d90899e89c8",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_6846f",
                                    table="subsidy_recovery_interruption",
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
                            "receivable",
                            models.ForeignKey(
                                db_comment="返還金",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="subsidy_recovery.receivable",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("decision", "返還決定通知書・納付書"),
                                    ("claim", "賠償金の請求書・納付書"),
                                    ("reminder", "督促状"),
                                    ("plan", "分割納付の承認通知・納付書"),
                                    ("closing", "精算通知書"),
                                ],
                                db_comment="通知の種類",
                                max_length=10,
                                verbose_name="種類",
                            ),
                        ),
                        ("place", models.IntegerField(db_comment="その種類の何通目か", default=1, verbose_name="回")),
                        ("on", models.DateField(db_comment="発行日", verbose_name="発行日")),
                        ("due_on", models.DateField(db_comment="この通知の納期限", null=True, verbose_name="納期限")),
                        (
                            "addressee",
                            models.ForeignKey(
                                db_comment="宛先の人（保険者・第三者のときは空）",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "document_id",
                            models.CharField(db_comment="印刷物の番号", max_length=36, verbose_name="印刷物"),
                        ),
                        ("by", models.CharField(db_comment="作成した者のID", max_length=64, verbose_name="作成者")),
                    ],
                    options={
                        "verbose_name": "返還の通知",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["decision", "claim", "reminder", "plan", "closing"])),
                                name="subsidy_recovery_letter",
                            ),
                            models.UniqueConstraint(
                                fields=("receivable", "kind", "place"), name="subsidy_recovery_letter_once"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="cd8fd90dd5865e8234557b8dee028698a9990b09",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_27db9",
                                    table="subsidy_recovery_letter",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL("CREATE SEQUENCE subsidy_recovery_number", "DROP SEQUENCE subsidy_recovery_number"),
    ]
