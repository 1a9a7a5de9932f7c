import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import sasae.foundation.history.tables
import sasae.subsidy.claims.models.claim
from django.db import migrations, models


SEQUENCES = (
    "subsidy_claim_folder_number",
    "subsidy_claim_letter_number",
)


class Migration(migrations.Migration):
    replaces = [
        ("subsidy_claims", "0001_initial"),
        ("subsidy_claims", "0002_initial"),
        ("subsidy_claims", "0003_treatment_days_and_notices"),
        ("subsidy_claims", "0004_folders"),
        ("subsidy_claims", "0005_a_folder_for_each_claim"),
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
                    name="ClaimFolder",
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
                                db_comment="請求書の番号", max_length=16, unique=True, verbose_name="請求書番号"
                            ),
                        ),
                        (
                            "payee",
                            models.ForeignKey(
                                db_comment="請求者（申請者）",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claim_folders",
                                to="subsidy_people.person",
                            ),
                        ),
                        ("claimed_on", models.DateField(db_comment="請求を受け付けた日", verbose_name="請求日")),
                        (
                            "channel",
                            models.CharField(
                                choices=[("counter", "窓口"), ("mail", "郵送"), ("portal", "電子申請")],
                                db_comment="受付方法",
                                default="counter",
                                max_length=8,
                                verbose_name="受付方法",
                            ),
                        ),
                        (
                            "once",
                            models.CharField(
                                db_comment="同じ入力・同じ電子申請を一度だけ受け付けるための印",
                                max_length=40,
                                null=True,
                                unique=True,
                                verbose_name="入力の印",
                            ),
                        ),
                        ("note", models.CharField(blank=True, db_comment="備考", max_length=200, verbose_name="備考")),
                        (
                            "state",
                            models.CharField(
                                choices=[("entered", "照合待ち"), ("sent_back", "差戻し"), ("compared", "照合済")],
                                db_comment="領収書との照合の状態",
                                default="entered",
                                max_length=10,
                                verbose_name="照合",
                            ),
                        ),
                        (
                            "back_why",
                            models.CharField(
                                blank=True,
                                db_comment="照合で差し戻した理由",
                                max_length=200,
                                verbose_name="差戻しの理由",
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力・訂正した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        (
                            "entered_at",
                            models.DateTimeField(auto_now_add=True, db_comment="入力した日時", verbose_name="入力日時"),
                        ),
                        (
                            "compared_by",
                            models.CharField(
                                blank=True, db_comment="領収書と照合した者のID", max_length=64, verbose_name="照合者"
                            ),
                        ),
                        (
                            "papers_closed_on",
                            models.DateField(
                                db_comment="書類の提出を待つのをやめた日", null=True, verbose_name="書類の打切り日"
                            ),
                        ),
                        (
                            "papers_closed_by",
                            models.CharField(
                                blank=True, db_comment="待つのをやめた者のID", max_length=64, verbose_name="打切り者"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "償還払いの請求書",
                        "indexes": [models.Index(fields=["state", "id"], name="subsidy_claims_folder")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["entered", "sent_back", "compared"])),
                                name="subsidy_claims_folder_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("compared_by", ""),
                                    models.Q(("compared_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_claims_folder_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "compared"), _negated=True),
                                    models.Q(("compared_by", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_claims_folder_compared",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_claims_claimfolder_event" ("back_why", "channel", "claimed_on", "compared_by", "entered_at", "entered_by", "id", "note", "number", "once", "papers_closed_by", "papers_closed_on", "payee_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") SELECT new_values."back_why", new_values."channel", new_values."claimed_on", new_values."compared_by", new_values."entered_at", new_values."entered_by", new_values."id", new_values."note", new_values."number", new_values."once", new_values."papers_closed_by", new_values."papers_closed_on", new_values."payee_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e5f44a4170fc1a7703014cf875f36df41085e29d",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_902b4",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_claims_claimfolder",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_claims_claimfolder_event" ("back_why", "channel", "claimed_on", "compared_by", "entered_at", "entered_by", "id", "note", "number", "once", "papers_closed_by", "papers_closed_on", "payee_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") SELECT new_values."back_why", new_values."channel", new_values."claimed_on", new_values."compared_by", new_values."entered_at", new_values."entered_by", new_values."id", new_values."note", new_values."number", new_values."once", new_values."papers_closed_by", new_values."papers_closed_on", new_values."payee_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="ea8b57ceb3addbceb1de3b4b43a12d0d9b13534c",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_61ddd",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_claims_claimfolder",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_claims_claimfolder_event" ("back_why", "channel", "claimed_on", "compared_by", "entered_at", "entered_by", "id", "note", "number", "once", "papers_closed_by", "papers_closed_on", "payee_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") SELECT old_values."back_why", old_values."channel", old_values."claimed_on", old_values."compared_by", old_values."entered_at", old_values."entered_by", old_values."id", old_values."note", old_values."number", old_values."once", old_values."papers_closed_by", old_values."papers_closed_on", old_values."payee_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="cb3db2e5652abd318d8246bf638079b8af4d1d97",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f6005",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_claims_claimfolder",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClaimFolderEvent",
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
                                to="subsidy_claims.claimfolder",
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
                            models.CharField(db_comment="請求書の番号", max_length=16, verbose_name="請求書番号"),
                        ),
                        (
                            "payee",
                            models.ForeignKey(
                                db_comment="請求者（申請者）",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        ("claimed_on", models.DateField(db_comment="請求を受け付けた日", verbose_name="請求日")),
                        (
                            "channel",
                            models.CharField(
                                choices=[("counter", "窓口"), ("mail", "郵送"), ("portal", "電子申請")],
                                db_comment="受付方法",
                                default="counter",
                                max_length=8,
                                verbose_name="受付方法",
                            ),
                        ),
                        (
                            "once",
                            models.CharField(
                                db_comment="同じ入力・同じ電子申請を一度だけ受け付けるための印",
                                max_length=40,
                                null=True,
                                verbose_name="入力の印",
                            ),
                        ),
                        ("note", models.CharField(blank=True, db_comment="備考", max_length=200, verbose_name="備考")),
                        (
                            "state",
                            models.CharField(
                                choices=[("entered", "照合待ち"), ("sent_back", "差戻し"), ("compared", "照合済")],
                                db_comment="領収書との照合の状態",
                                default="entered",
                                max_length=10,
                                verbose_name="照合",
                            ),
                        ),
                        (
                            "back_why",
                            models.CharField(
                                blank=True,
                                db_comment="照合で差し戻した理由",
                                max_length=200,
                                verbose_name="差戻しの理由",
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力・訂正した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        (
                            "entered_at",
                            models.DateTimeField(auto_now_add=True, db_comment="入力した日時", verbose_name="入力日時"),
                        ),
                        (
                            "compared_by",
                            models.CharField(
                                blank=True, db_comment="領収書と照合した者のID", max_length=64, verbose_name="照合者"
                            ),
                        ),
                        (
                            "papers_closed_on",
                            models.DateField(
                                db_comment="書類の提出を待つのをやめた日", null=True, verbose_name="書類の打切り日"
                            ),
                        ),
                        (
                            "papers_closed_by",
                            models.CharField(
                                blank=True, db_comment="待つのをやめた者のID", max_length=64, verbose_name="打切り者"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_claims_claimfolder_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="5ec745dc97a44da987a102c67906faf3c0d606a6",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_407c1",
                                    table="subsidy_claims_claimfolder_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Claim",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "folder",
                            models.ForeignKey(
                                db_comment="請求書",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="subsidy_claims.claimfolder",
                            ),
                        ),
                        (
                            "place",
                            models.IntegerField(
                                db_comment="請求書の中の何行目か", db_default=1, default=1, verbose_name="行"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(
                                db_comment="償還払いの請求番号", max_length=16, unique=True, verbose_name="請求番号"
                            ),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                db_comment="受給者（受診者）",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="subsidy_entitlements.recipient",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="受診者",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="claims",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "payee",
                            models.ForeignKey(
                                db_comment="支払を受ける人（申請者）",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
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
                        ("days", models.IntegerField(db_comment="診療実日数", verbose_name="診療実日数")),
                        (
                            "treated_on",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DateField(),
                                db_comment="診療日（領収書でわかるもの）",
                                default=list,
                                size=None,
                                verbose_name="診療日",
                            ),
                        ),
                        ("total_cost", models.IntegerField(db_comment="総医療費（10割、円）", verbose_name="総医療費")),
                        (
                            "insured_self_pay",
                            models.IntegerField(
                                db_comment="保険診療の自己負担額（食事を含む、円）", verbose_name="自己負担額"
                            ),
                        ),
                        (
                            "meals",
                            models.IntegerField(
                                db_comment="食事療養標準負担額等（円）", default=0, verbose_name="食事等"
                            ),
                        ),
                        (
                            "high_cost",
                            models.IntegerField(db_comment="高額療養費（円）", default=0, verbose_name="高額療養費"),
                        ),
                        (
                            "fringe",
                            models.IntegerField(db_comment="附加給付（円）", default=0, verbose_name="附加給付"),
                        ),
                        (
                            "other_public",
                            models.IntegerField(db_comment="他の公費の負担（円）", default=0, verbose_name="他公費"),
                        ),
                        (
                            "school_insurance",
                            models.IntegerField(
                                db_comment="災害共済給付（円）", default=0, verbose_name="災害共済給付"
                            ),
                        ),
                        (
                            "benefits_settled",
                            models.BooleanField(
                                db_comment="高額療養費・附加給付の支給の有無を保険者の通知で確かめたか",
                                default=False,
                                verbose_name="高額療養費等の確認",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                db_comment="償還払いの事由",
                                db_default="",
                                default="",
                                max_length=2,
                                verbose_name="事由",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                blank=True,
                                db_comment="点数表（8は治療用装具）",
                                db_default="",
                                default="",
                                max_length=1,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "setting",
                            models.CharField(
                                blank=True,
                                db_comment="1入院・2外来",
                                db_default="",
                                default="",
                                max_length=1,
                                verbose_name="入外",
                            ),
                        ),
                        (
                            "insurer_number",
                            models.CharField(
                                blank=True,
                                db_comment="診療月の保険者番号",
                                db_default="",
                                default="",
                                max_length=8,
                                verbose_name="保険者番号",
                            ),
                        ),
                        (
                            "cap_class",
                            models.CharField(
                                blank=True,
                                db_comment="高額療養費の適用区分（わかるとき）",
                                db_default="",
                                default="",
                                max_length=8,
                                verbose_name="適用区分",
                            ),
                        ),
                        (
                            "school",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("open", "学校の災害（センターの決定待ち）"),
                                    ("decided", "学校の災害（センターの決定あり）"),
                                ],
                                db_comment="学校の管理下の災害か",
                                db_default="",
                                default="",
                                max_length=8,
                                verbose_name="学校の災害",
                            ),
                        ),
                        (
                            "third_party",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("open", "第三者の行為（届出なし）"),
                                    ("notified", "第三者の行為（届出あり）"),
                                    ("settled", "第三者の行為（示談済）"),
                                ],
                                db_comment="第三者の行為か",
                                db_default="",
                                default="",
                                max_length=8,
                                verbose_name="第三者の行為",
                            ),
                        ),
                        (
                            "device_decided",
                            models.BooleanField(
                                db_comment="治療用装具の保険者の決定を確かめたか",
                                db_default=False,
                                default=False,
                                verbose_name="装具の療養費の決定",
                            ),
                        ),
                        ("claimed_on", models.DateField(db_comment="請求を受け付けた日", verbose_name="請求日")),
                        (
                            "receipt",
                            models.BinaryField(
                                db_comment="領収書の画像（受け取ったまま）", null=True, verbose_name="領収書"
                            ),
                        ),
                        (
                            "receipt_type",
                            models.CharField(
                                blank=True, db_comment="領収書の媒体型", max_length=40, verbose_name="領収書の種類"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("10", "受付"),
                                    ("20", "審査中"),
                                    ("30", "支給決定"),
                                    ("31", "不支給決定"),
                                    ("40", "支払データ作成"),
                                    ("50", "振込済"),
                                    ("51", "振込不能"),
                                    ("90", "取下"),
                                ],
                                db_comment="償還状態",
                                default="10",
                                max_length=2,
                                verbose_name="状態",
                            ),
                        ),
                        ("amount", models.IntegerField(db_comment="助成額（円）", default=0, verbose_name="助成額")),
                        (
                            "decision",
                            models.TextField(blank=True, db_comment="決定の全文（JSON）", verbose_name="決定"),
                        ),
                        (
                            "refusal_document",
                            models.CharField(
                                blank=True,
                                db_comment="不支給決定通知書の印刷物の番号",
                                max_length=36,
                                verbose_name="不支給決定通知書",
                            ),
                        ),
                        (
                            "grant_document",
                            models.CharField(
                                blank=True,
                                db_comment="支給決定通知書の印刷物の番号",
                                db_default="",
                                default="",
                                max_length=36,
                                verbose_name="支給決定通知書",
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        (
                            "decided_by",
                            models.CharField(
                                blank=True, db_comment="決定した者のID", max_length=64, verbose_name="決定者"
                            ),
                        ),
                        ("decided_on", models.DateField(db_comment="決定日", null=True, verbose_name="決定日")),
                        (
                            "entered_at",
                            models.DateTimeField(auto_now_add=True, db_comment="入力した日時", verbose_name="入力日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "償還払いの請求",
                        "indexes": [models.Index(fields=["state", "id"], name="subsidy_claims_state")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["10", "20", "30", "31", "40", "50", "51", "90"])),
                                name="subsidy_claims_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("decided_by", ""),
                                    models.Q(("decided_by", models.F("entered_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_claims_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("amount__gte", 0),
                                    ("insured_self_pay__gte", 0),
                                    ("total_cost__gte", models.F("insured_self_pay")),
                                ),
                                name="subsidy_claims_amounts",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__lte", models.F("insured_self_pay"))),
                                name="subsidy_claims_not_more",
                            ),
                            models.UniqueConstraint(
                                models.F("person"),
                                models.F("treatment_month"),
                                django.db.models.functions.text.Lower(
                                    models.Func(
                                        sasae.subsidy.claims.models.claim.Folded(models.F("provider")),
                                        models.Value("\\s"),
                                        models.Value(""),
                                        models.Value("g"),
                                        function="regexp_replace",
                                    ),
                                    output_field=models.TextField(),
                                ),
                                condition=models.Q(("state__in", ["31", "90"]), _negated=True),
                                name="subsidy_claims_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_claims_claim_event" ("amount", "benefits_settled", "cap_class", "claimed_on", "days", "decided_by", "decided_on", "decision", "device_decided", "entered_at", "entered_by", "folder_id", "fringe", "grant_document", "high_cost", "id", "insured_self_pay", "insurer_number", "kind", "meals", "number", "other_public", "payee_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "provider", "reason", "receipt", "receipt_type", "recipient_id", "refusal_document", "school", "school_insurance", "setting", "state", "third_party", "total_cost", "treated_on", "treatment_month") SELECT new_values."amount", new_values."benefits_settled", new_values."cap_class", new_values."claimed_on", new_values."days", new_values."decided_by", new_values."decided_on", new_values."decision", new_values."device_decided", new_values."entered_at", new_values."entered_by", new_values."folder_id", new_values."fringe", new_values."grant_document", new_values."high_cost", new_values."id", new_values."insured_self_pay", new_values."insurer_number", new_values."kind", new_values."meals", new_values."number", new_values."other_public", new_values."payee_id", new_values."person_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."place", new_values."provider", new_values."reason", new_values."receipt", new_values."receipt_type", new_values."recipient_id", new_values."refusal_document", new_values."school", new_values."school_insurance", new_values."setting", new_values."state", new_values."third_party", new_values."total_cost", new_values."treated_on", new_values."treatment_month" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f766369bdffc979ca2f1a5a7b2b5b06196b7c06c",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_01b45",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_claims_claim",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_claims_claim_event" ("amount", "benefits_settled", "cap_class", "claimed_on", "days", "decided_by", "decided_on", "decision", "device_decided", "entered_at", "entered_by", "folder_id", "fringe", "grant_document", "high_cost", "id", "insured_self_pay", "insurer_number", "kind", "meals", "number", "other_public", "payee_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "provider", "reason", "receipt", "receipt_type", "recipient_id", "refusal_document", "school", "school_insurance", "setting", "state", "third_party", "total_cost", "treated_on", "treatment_month") SELECT new_values."amount", new_values."benefits_settled", new_values."cap_class", new_values."claimed_on", new_values."days", new_values."decided_by", new_values."decided_on", new_values."decision", new_values."device_decided", new_values."entered_at", new_values."entered_by", new_values."folder_id", new_values."fringe", new_values."grant_document", new_values."high_cost", new_values."id", new_values."insured_self_pay", new_values."insurer_number", new_values."kind", new_values."meals", new_values."number", new_values."other_public", new_values."payee_id", new_values."person_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."place", new_values."provider", new_values."reason", new_values."receipt", new_values."receipt_type", new_values."recipient_id", new_values."refusal_document", new_values."school", new_values."school_insurance", new_values."setting", new_values."state", new_values."third_party", new_values."total_cost", new_values."treated_on", new_values."treatment_month" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="f8d8a3507ecc6edb39ef431af39b4f6e91b44a8e",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_0e2f5",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_claims_claim",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_claims_claim_event" ("amount", "benefits_settled", "cap_class", "claimed_on", "days", "decided_by", "decided_on", "decision", "device_decided", "entered_at", "entered_by", "folder_id", "fringe", "grant_document", "high_cost", "id", "insured_self_pay", "insurer_number", "kind", "meals", "number", "other_public", "payee_id", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "provider", "reason", "receipt", "receipt_type", "recipient_id", "refusal_document", "school", "school_insurance", "setting", "state", "third_party", "total_cost", "treated_on", "treatment_month") SELECT old_values."amount", old_values."benefits_settled", old_values."cap_class", old_values."claimed_on", old_values."days", old_values."decided_by", old_values."decided_on", old_values."decision", old_values."device_decided", old_values."entered_at", old_values."entered_by", old_values."folder_id", old_values."fringe", old_values."grant_document", old_values."high_cost", old_values."id", old_values."insured_self_pay", old_values."insurer_number", old_values."kind", old_values."meals", old_values."number", old_values."other_public", old_values."payee_id", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."provider", old_values."reason", old_values."receipt", old_values."receipt_type", old_values."recipient_id", old_values."refusal_document", old_values."school", old_values."school_insurance", old_values."setting", old_values."state", old_values."third_party", old_values."total_cost", old_values."treated_on", old_values."treatment_month" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="11874493dfbec91c81db30443bc0ebc4e787f714",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f0d74",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_claims_claim",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClaimEvent",
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
                                to="subsidy_claims.claim",
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
                            "folder",
                            models.ForeignKey(
                                db_comment="請求書",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_claims.claimfolder",
                            ),
                        ),
                        (
                            "place",
                            models.IntegerField(
                                db_comment="請求書の中の何行目か", db_default=1, default=1, verbose_name="行"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(db_comment="償還払いの請求番号", max_length=16, verbose_name="請求番号"),
                        ),
                        (
                            "recipient",
                            models.ForeignKey(
                                db_comment="受給者（受診者）",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_entitlements.recipient",
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
                            "payee",
                            models.ForeignKey(
                                db_comment="支払を受ける人（申請者）",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
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
                        ("days", models.IntegerField(db_comment="診療実日数", verbose_name="診療実日数")),
                        (
                            "treated_on",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.DateField(),
                                db_comment="診療日（領収書でわかるもの）",
                                default=list,
                                size=None,
                                verbose_name="診療日",
                            ),
                        ),
                        ("total_cost", models.IntegerField(db_comment="総医療費（10割、円）", verbose_name="総医療費")),
                        (
                            "insured_self_pay",
                            models.IntegerField(
                                db_comment="保険診療の自己負担額（食事を含む、円）", verbose_name="自己負担額"
                            ),
                        ),
                        (
                            "meals",
                            models.IntegerField(
                                db_comment="食事療養標準負担額等（円）", default=0, verbose_name="食事等"
                            ),
                        ),
                        (
                            "high_cost",
                            models.IntegerField(db_comment="高額療養費（円）", default=0, verbose_name="高額療養費"),
                        ),
                        (
                            "fringe",
                            models.IntegerField(db_comment="附加給付（円）", default=0, verbose_name="附加給付"),
                        ),
                        (
                            "other_public",
                            models.IntegerField(db_comment="他の公費の負担（円）", default=0, verbose_name="他公費"),
                        ),
                        (
                            "school_insurance",
                            models.IntegerField(
                                db_comment="災害共済給付（円）", default=0, verbose_name="災害共済給付"
                            ),
                        ),
                        (
                            "benefits_settled",
                            models.BooleanField(
                                db_comment="高額療養費・附加給付の支給の有無を保険者の通知で確かめたか",
                                default=False,
                                verbose_name="高額療養費等の確認",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                db_comment="償還払いの事由",
                                db_default="",
                                default="",
                                max_length=2,
                                verbose_name="事由",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                blank=True,
                                db_comment="点数表（8は治療用装具）",
                                db_default="",
                                default="",
                                max_length=1,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "setting",
                            models.CharField(
                                blank=True,
                                db_comment="1入院・2外来",
                                db_default="",
                                default="",
                                max_length=1,
                                verbose_name="入外",
                            ),
                        ),
                        (
                            "insurer_number",
                            models.CharField(
                                blank=True,
                                db_comment="診療月の保険者番号",
                                db_default="",
                                default="",
                                max_length=8,
                                verbose_name="保険者番号",
                            ),
                        ),
                        (
                            "cap_class",
                            models.CharField(
                                blank=True,
                                db_comment="高額療養費の適用区分（わかるとき）",
                                db_default="",
                                default="",
                                max_length=8,
                                verbose_name="適用区分",
                            ),
                        ),
                        (
                            "school",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("open", "学校の災害（センターの決定待ち）"),
                                    ("decided", "学校の災害（センターの決定あり）"),
                                ],
                                db_comment="学校の管理下の災害か",
                                db_default="",
                                default="",
                                max_length=8,
                                verbose_name="学校の災害",
                            ),
                        ),
                        (
                            "third_party",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("open", "第三者の行為（届出なし）"),
                                    ("notified", "第三者の行為（届出あり）"),
                                    ("settled", "第三者の行為（示談済）"),
                                ],
                                db_comment="第三者の行為か",
                                db_default="",
                                default="",
                                max_length=8,
                                verbose_name="第三者の行為",
                            ),
                        ),
                        (
                            "device_decided",
                            models.BooleanField(
                                db_comment="治療用装具の保険者の決定を確かめたか",
                                db_default=False,
                                default=False,
                                verbose_name="装具の療養費の決定",
                            ),
                        ),
                        ("claimed_on", models.DateField(db_comment="請求を受け付けた日", verbose_name="請求日")),
                        (
                            "receipt",
                            models.BinaryField(
                                db_comment="領収書の画像（受け取ったまま）", null=True, verbose_name="領収書"
                            ),
                        ),
                        (
                            "receipt_type",
                            models.CharField(
                                blank=True, db_comment="領収書の媒体型", max_length=40, verbose_name="領収書の種類"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("10", "受付"),
                                    ("20", "審査中"),
                                    ("30", "支給決定"),
                                    ("31", "不支給決定"),
                                    ("40", "支払データ作成"),
                                    ("50", "振込済"),
                                    ("51", "振込不能"),
                                    ("90", "取下"),
                                ],
                                db_comment="償還状態",
                                default="10",
                                max_length=2,
                                verbose_name="状態",
                            ),
                        ),
                        ("amount", models.IntegerField(db_comment="助成額（円）", default=0, verbose_name="助成額")),
                        (
                            "decision",
                            models.TextField(blank=True, db_comment="決定の全文（JSON）", verbose_name="決定"),
                        ),
                        (
                            "refusal_document",
                            models.CharField(
                                blank=True,
                                db_comment="不支給決定通知書の印刷物の番号",
                                max_length=36,
                                verbose_name="不支給決定通知書",
                            ),
                        ),
                        (
                            "grant_document",
                            models.CharField(
                                blank=True,
                                db_comment="支給決定通知書の印刷物の番号",
                                db_default="",
                                default="",
                                max_length=36,
                                verbose_name="支給決定通知書",
                            ),
                        ),
                        (
                            "entered_by",
                            models.CharField(db_comment="入力した者のID", max_length=64, verbose_name="入力者"),
                        ),
                        (
                            "decided_by",
                            models.CharField(
                                blank=True, db_comment="決定した者のID", max_length=64, verbose_name="決定者"
                            ),
                        ),
                        ("decided_on", models.DateField(db_comment="決定日", null=True, verbose_name="決定日")),
                        (
                            "entered_at",
                            models.DateTimeField(auto_now_add=True, db_comment="入力した日時", verbose_name="入力日時"),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_claims_claim_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="6f8c550324ec353b8cc837231c48267f31f90cb9",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_6b47e",
                                    table="subsidy_claims_claim_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "folder",
                            models.ForeignKey(
                                db_comment="請求書",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="subsidy_claims.claimfolder",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_comment="どの行のものか",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="attachments",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                db_comment="添付の名前（受け取ったまま）", max_length=100, verbose_name="名前"
                            ),
                        ),
                        (
                            "media_type",
                            models.CharField(
                                db_comment="媒体型（中身で確かめたもの）", max_length=40, verbose_name="種類"
                            ),
                        ),
                        ("content", models.BinaryField(db_comment="添付の中身（受け取ったまま）", verbose_name="中身")),
                        (
                            "digest",
                            models.CharField(
                                db_comment="中身のSHA-256", db_index=True, max_length=64, verbose_name="要約値"
                            ),
                        ),
                        (
                            "kept_by",
                            models.CharField(db_comment="受け取った者のID", max_length=64, verbose_name="受付者"),
                        ),
                        (
                            "kept_at",
                            models.DateTimeField(
                                auto_now_add=True, db_comment="受け取った日時", verbose_name="受付日時"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "請求書の添付",
                        "constraints": [
                            models.UniqueConstraint(fields=("folder", "digest"), name="subsidy_claims_attached_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="4b84d0f2a08338919b9cfc4b8ad50864123f44ff",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_ae0e4",
                                    table="subsidy_claims_attachment",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Hold",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_comment="請求",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="holds",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        (
                            "cause",
                            models.CharField(
                                choices=[
                                    ("claim.benefits", "高額療養費"),
                                    ("claim.household", "高額療養費（世帯合算）"),
                                    ("claim.fringe", "附加給付"),
                                    ("claim.device", "治療用装具の保険者の決定"),
                                    ("claim.school", "災害共済給付"),
                                    ("claim.third_party", "第三者行為の届出"),
                                    ("claim.papers", "書類の提出"),
                                    ("claim.reason", "事由の確認"),
                                    ("claim.opened", "請求できる日"),
                                ],
                                db_comment="何を待っているか（規定の名）",
                                max_length=20,
                                verbose_name="待つもの",
                            ),
                        ),
                        ("opened_on", models.DateField(db_comment="保留とした日", verbose_name="保留日")),
                        (
                            "opened_by",
                            models.CharField(db_comment="保留とした者のID", max_length=64, verbose_name="保留者"),
                        ),
                        ("follow_up_on", models.DateField(db_comment="次に確かめる日", verbose_name="次に確かめる日")),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="確かめた経過", max_length=200, verbose_name="経過"
                            ),
                        ),
                        (
                            "released_on",
                            models.DateField(db_comment="保留を解いた日", null=True, verbose_name="解除日"),
                        ),
                        (
                            "released_by",
                            models.CharField(
                                blank=True, db_comment="保留を解いた者のID", max_length=64, verbose_name="解除者"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "償還払いの保留",
                        "indexes": [
                            models.Index(
                                condition=models.Q(("released_on__isnull", True)),
                                fields=["follow_up_on"],
                                name="subsidy_claims_follow_up",
                            )
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "cause__in",
                                        [
                                            "claim.benefits",
                                            "claim.household",
                                            "claim.fringe",
                                            "claim.device",
                                            "claim.school",
                                            "claim.third_party",
                                            "claim.papers",
                                            "claim.reason",
                                            "claim.opened",
                                        ],
                                    )
                                ),
                                name="subsidy_claims_hold_cause",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("released_on__isnull", True)),
                                fields=("claim", "cause"),
                                name="subsidy_claims_held_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("released_on__isnull", True),
                                    models.Q(("released_by", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_claims_hold_released",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_claims_hold_event" ("cause", "claim_id", "follow_up_on", "id", "note", "opened_by", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_by", "released_on") SELECT new_values."cause", new_values."claim_id", new_values."follow_up_on", new_values."id", new_values."note", new_values."opened_by", new_values."opened_on", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."released_by", new_values."released_on" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="46014c0b91294b3612c2ec7c13ad1ed8f3d0716a",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_7b519",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_claims_hold",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_claims_hold_event" ("cause", "claim_id", "follow_up_on", "id", "note", "opened_by", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_by", "released_on") SELECT new_values."cause", new_values."claim_id", new_values."follow_up_on", new_values."id", new_values."note", new_values."opened_by", new_values."opened_on", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."released_by", new_values."released_on" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="14dc3f40b1dc7fe1a067c4c0cde8b9a9c3e4ff5f",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_9c1cb",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_claims_hold",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_claims_hold_event" ("cause", "claim_id", "follow_up_on", "id", "note", "opened_by", "opened_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "released_by", "released_on") SELECT old_values."cause", old_values."claim_id", old_values."follow_up_on", old_values."id", old_values."note", old_values."opened_by", old_values."opened_on", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."released_by", old_values."released_on" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="91ffda39e38b8b998e1b6beb45b71c7885534ddb",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_4a9e5",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_claims_hold",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HoldEvent",
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
                                to="subsidy_claims.hold",
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
                            "claim",
                            models.ForeignKey(
                                db_comment="請求",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        (
                            "cause",
                            models.CharField(
                                choices=[
                                    ("claim.benefits", "高額療養費"),
                                    ("claim.household", "高額療養費（世帯合算）"),
                                    ("claim.fringe", "附加給付"),
                                    ("claim.device", "治療用装具の保険者の決定"),
                                    ("claim.school", "災害共済給付"),
                                    ("claim.third_party", "第三者行為の届出"),
                                    ("claim.papers", "書類の提出"),
                                    ("claim.reason", "事由の確認"),
                                    ("claim.opened", "請求できる日"),
                                ],
                                db_comment="何を待っているか（規定の名）",
                                max_length=20,
                                verbose_name="待つもの",
                            ),
                        ),
                        ("opened_on", models.DateField(db_comment="保留とした日", verbose_name="保留日")),
                        (
                            "opened_by",
                            models.CharField(db_comment="保留とした者のID", max_length=64, verbose_name="保留者"),
                        ),
                        ("follow_up_on", models.DateField(db_comment="次に確かめる日", verbose_name="次に確かめる日")),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="確かめた経過", max_length=200, verbose_name="経過"
                            ),
                        ),
                        (
                            "released_on",
                            models.DateField(db_comment="保留を解いた日", null=True, verbose_name="解除日"),
                        ),
                        (
                            "released_by",
                            models.CharField(
                                blank=True, db_comment="保留を解いた者のID", max_length=64, verbose_name="解除者"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_claims_hold_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="ca199d7f1892d7405292e491dc3906874334649c",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_520bc",
                                    table="subsidy_claims_hold_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClaimPaper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "folder",
                            models.ForeignKey(
                                db_comment="請求書",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="subsidy_claims.claimfolder",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                db_comment="書類の種類（claim_codes.yaml の名）", max_length=20, verbose_name="種類"
                            ),
                        ),
                        ("label", models.CharField(db_comment="書類の名前", max_length=200, verbose_name="書類")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("missing", "未提出"),
                                    ("asked", "提出依頼中"),
                                    ("there", "提出済"),
                                    ("waived", "提出不要"),
                                ],
                                db_comment="書類の状態",
                                default="missing",
                                max_length=8,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True, db_comment="提出不要とした理由", max_length=200, verbose_name="理由"
                            ),
                        ),
                        (
                            "changed_by",
                            models.CharField(db_comment="最後に確かめた者のID", max_length=64, verbose_name="確認者"),
                        ),
                    ],
                    options={
                        "verbose_name": "請求書の書類",
                        "constraints": [
                            models.UniqueConstraint(fields=("folder", "kind"), name="subsidy_claims_paper_once"),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["missing", "asked", "there", "waived"])),
                                name="subsidy_claims_paper_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "waived"), _negated=True),
                                    models.Q(("why", ""), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_claims_paper_why",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_claims_claimpaper_event" ("changed_by", "folder_id", "id", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "why") SELECT new_values."changed_by", new_values."folder_id", new_values."id", new_values."kind", new_values."label", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."state", new_values."why" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a6859aed310233d3081557de294ec378854f34aa",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_38e04",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_claims_claimpaper",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_claims_claimpaper_event" ("changed_by", "folder_id", "id", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "why") SELECT new_values."changed_by", new_values."folder_id", new_values."id", new_values."kind", new_values."label", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."state", new_values."why" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="76a737d0068c8ce3640026ba5cdbabdf98567310",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_7bd04",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_claims_claimpaper",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_claims_claimpaper_event" ("changed_by", "folder_id", "id", "kind", "label", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "state", "why") SELECT old_values."changed_by", old_values."folder_id", old_values."id", old_values."kind", old_values."label", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."state", old_values."why" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="4e25f45a3b7c80c76a6faa442df2861ea7a7c767",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_9fc77",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_claims_claimpaper",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClaimPaperEvent",
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
                                to="subsidy_claims.claimpaper",
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
                            "folder",
                            models.ForeignKey(
                                db_comment="請求書",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_claims.claimfolder",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                db_comment="書類の種類（claim_codes.yaml の名）", max_length=20, verbose_name="種類"
                            ),
                        ),
                        ("label", models.CharField(db_comment="書類の名前", max_length=200, verbose_name="書類")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("missing", "未提出"),
                                    ("asked", "提出依頼中"),
                                    ("there", "提出済"),
                                    ("waived", "提出不要"),
                                ],
                                db_comment="書類の状態",
                                default="missing",
                                max_length=8,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "why",
                            models.CharField(
                                blank=True, db_comment="提出不要とした理由", max_length=200, verbose_name="理由"
                            ),
                        ),
                        (
                            "changed_by",
                            models.CharField(db_comment="最後に確かめた者のID", max_length=64, verbose_name="確認者"),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_claims_claimpaper_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="dd397af9f77595e7894bb2eb2a15fa09f67f4118",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_5a935",
                                    table="subsidy_claims_claimpaper_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ClaimPaperLetter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "number",
                            models.CharField(db_comment="手紙の番号", max_length=20, unique=True, verbose_name="番号"),
                        ),
                        (
                            "folder",
                            models.ForeignKey(
                                db_comment="請求書",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="subsidy_claims.claimfolder",
                            ),
                        ),
                        (
                            "reminder",
                            models.BooleanField(db_comment="督促の手紙か", default=False, verbose_name="督促"),
                        ),
                        ("asked_on", models.DateField(db_comment="手紙の日", verbose_name="依頼日")),
                        ("due_on", models.DateField(db_comment="提出の期限", verbose_name="提出期限")),
                        ("labels", models.JSONField(db_comment="求めた書類の名前", verbose_name="求めた書類")),
                        (
                            "document_id",
                            models.CharField(db_comment="印刷した手紙の番号", max_length=40, verbose_name="印刷物"),
                        ),
                        (
                            "asked_by",
                            models.CharField(db_comment="依頼した者のID", max_length=64, verbose_name="依頼者"),
                        ),
                    ],
                    options={
                        "verbose_name": "請求書の書類の提出依頼",
                        "indexes": [models.Index(fields=["due_on"], name="subsidy_claims_paper_due")],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="385de62acc8d38dbddeeab5585d49b8a956817b9",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_fa3d2",
                                    table="subsidy_claims_claimpaperletter",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
        *(migrations.RunSQL(f"CREATE SEQUENCE {name}", f"DROP SEQUENCE {name}") for name in SEQUENCES),
    ]
