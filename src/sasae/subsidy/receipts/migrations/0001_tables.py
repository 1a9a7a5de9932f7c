import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [("subsidy_receipts", "0001_initial"), ("subsidy_receipts", "0002_months_corrections_and_parts")]

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
                    name="Cycle",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "billing_month",
                            models.CharField(db_comment="請求年月（YYYY-MM）", max_length=7, verbose_name="請求年月"),
                        ),
                        (
                            "reviewer",
                            models.CharField(
                                choices=[("1", "社会保険診療報酬支払基金"), ("2", "国民健康保険団体連合会")],
                                db_comment="審査支払機関（1支払基金・2国保連）",
                                max_length=1,
                                verbose_name="審査支払機関",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "受付中"),
                                    ("closing", "締めの承認待ち"),
                                    ("closed", "締め済"),
                                    ("paid", "支払済"),
                                ],
                                db_comment="月次の状態",
                                default="open",
                                max_length=7,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "bill_count",
                            models.IntegerField(
                                db_comment="審査支払機関の請求書の件数", null=True, verbose_name="請求書の件数"
                            ),
                        ),
                        (
                            "bill_yen",
                            models.BigIntegerField(
                                db_comment="審査支払機関の請求書の金額（円）", null=True, verbose_name="請求書の金額"
                            ),
                        ),
                        (
                            "bill_by",
                            models.CharField(
                                blank=True,
                                db_comment="請求書を入力した者のID",
                                max_length=64,
                                verbose_name="請求書の入力者",
                            ),
                        ),
                        (
                            "settled_count",
                            models.IntegerField(
                                db_comment="締めたときの認定・過誤調整の件数", null=True, verbose_name="締めた件数"
                            ),
                        ),
                        (
                            "settled_yen",
                            models.BigIntegerField(
                                db_comment="締めたときの支払う金額（円）", null=True, verbose_name="締めた金額"
                            ),
                        ),
                        (
                            "explanation",
                            models.CharField(
                                blank=True,
                                db_comment="請求書との差の説明（差があるとき）",
                                max_length=400,
                                verbose_name="差の説明",
                            ),
                        ),
                        (
                            "closing_by",
                            models.CharField(
                                blank=True,
                                db_comment="締めを起案した者のID",
                                max_length=64,
                                verbose_name="締めの起案者",
                            ),
                        ),
                        (
                            "closed_by",
                            models.CharField(
                                blank=True,
                                db_comment="締めを承認した者のID",
                                max_length=64,
                                verbose_name="締めの承認者",
                            ),
                        ),
                        (
                            "closed_at",
                            models.DateTimeField(db_comment="締めを承認した日時", null=True, verbose_name="締めた日時"),
                        ),
                        (
                            "paid_on",
                            models.DateField(db_comment="審査支払機関に支払った日", null=True, verbose_name="支払日"),
                        ),
                        (
                            "paid_by",
                            models.CharField(
                                blank=True,
                                db_comment="支払を記録した者のID",
                                max_length=64,
                                verbose_name="支払の記録者",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="差戻しの理由など", max_length=200, verbose_name="備考"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "レセプトの月次",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("billing_month", "reviewer"), name="subsidy_receipts_cycle_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["open", "closing", "closed", "paid"])),
                                name="subsidy_receipts_cycle_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("closed_by", ""),
                                    models.Q(
                                        models.Q(("closed_by", models.F("closing_by")), _negated=True),
                                        models.Q(("closing_by", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_receipts_cycle_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["open", "closing"]),
                                    models.Q(
                                        ("bill_yen__isnull", False),
                                        ("closed_at__isnull", False),
                                        ("settled_yen__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_receipts_cycle_closed_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "paid"), _negated=True),
                                    models.Q(("paid_on__isnull", False), models.Q(("paid_by", ""), _negated=True)),
                                    _connector="OR",
                                ),
                                name="subsidy_receipts_cycle_paid_whole",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{closed:paid,closing:closed,closing:open,open:closing}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="b250f503415e4bb0232ac56cba62ab32e9412cde",
                                    operation="UPDATE",
                                    pgid="pgtrigger_moves_f3bb5",
                                    table="subsidy_receipts_cycle",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_receipts_cycle_event" ("bill_by", "bill_count", "bill_yen", "billing_month", "closed_at", "closed_by", "closing_by", "explanation", "id", "note", "paid_by", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer", "settled_count", "settled_yen", "state") SELECT new_values."bill_by", new_values."bill_count", new_values."bill_yen", new_values."billing_month", new_values."closed_at", new_values."closed_by", new_values."closing_by", new_values."explanation", new_values."id", new_values."note", new_values."paid_by", new_values."paid_on", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reviewer", new_values."settled_count", new_values."settled_yen", new_values."state" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6ad54f3957d7601a3ae9ccbbbb4764f4075663e3",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_095aa",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_receipts_cycle",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_receipts_cycle_event" ("bill_by", "bill_count", "bill_yen", "billing_month", "closed_at", "closed_by", "closing_by", "explanation", "id", "note", "paid_by", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer", "settled_count", "settled_yen", "state") SELECT new_values."bill_by", new_values."bill_count", new_values."bill_yen", new_values."billing_month", new_values."closed_at", new_values."closed_by", new_values."closing_by", new_values."explanation", new_values."id", new_values."note", new_values."paid_by", new_values."paid_on", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reviewer", new_values."settled_count", new_values."settled_yen", new_values."state" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="0f4c6c6982d5d966aa16e9c09691d24f7b44e1f9",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_b7090",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_receipts_cycle",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_receipts_cycle_event" ("bill_by", "bill_count", "bill_yen", "billing_month", "closed_at", "closed_by", "closing_by", "explanation", "id", "note", "paid_by", "paid_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer", "settled_count", "settled_yen", "state") SELECT old_values."bill_by", old_values."bill_count", old_values."bill_yen", old_values."billing_month", old_values."closed_at", old_values."closed_by", old_values."closing_by", old_values."explanation", old_values."id", old_values."note", old_values."paid_by", old_values."paid_on", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reviewer", old_values."settled_count", old_values."settled_yen", old_values."state" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2b029c751cbfbf73bbca3913771ed599aa83cce1",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_f46e3",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_receipts_cycle",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CycleEvent",
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
                                to="subsidy_receipts.cycle",
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
                            "billing_month",
                            models.CharField(db_comment="請求年月（YYYY-MM）", max_length=7, verbose_name="請求年月"),
                        ),
                        (
                            "reviewer",
                            models.CharField(
                                choices=[("1", "社会保険診療報酬支払基金"), ("2", "国民健康保険団体連合会")],
                                db_comment="審査支払機関（1支払基金・2国保連）",
                                max_length=1,
                                verbose_name="審査支払機関",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("open", "受付中"),
                                    ("closing", "締めの承認待ち"),
                                    ("closed", "締め済"),
                                    ("paid", "支払済"),
                                ],
                                db_comment="月次の状態",
                                default="open",
                                max_length=7,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "bill_count",
                            models.IntegerField(
                                db_comment="審査支払機関の請求書の件数", null=True, verbose_name="請求書の件数"
                            ),
                        ),
                        (
                            "bill_yen",
                            models.BigIntegerField(
                                db_comment="審査支払機関の請求書の金額（円）", null=True, verbose_name="請求書の金額"
                            ),
                        ),
                        (
                            "bill_by",
                            models.CharField(
                                blank=True,
                                db_comment="請求書を入力した者のID",
                                max_length=64,
                                verbose_name="請求書の入力者",
                            ),
                        ),
                        (
                            "settled_count",
                            models.IntegerField(
                                db_comment="締めたときの認定・過誤調整の件数", null=True, verbose_name="締めた件数"
                            ),
                        ),
                        (
                            "settled_yen",
                            models.BigIntegerField(
                                db_comment="締めたときの支払う金額（円）", null=True, verbose_name="締めた金額"
                            ),
                        ),
                        (
                            "explanation",
                            models.CharField(
                                blank=True,
                                db_comment="請求書との差の説明（差があるとき）",
                                max_length=400,
                                verbose_name="差の説明",
                            ),
                        ),
                        (
                            "closing_by",
                            models.CharField(
                                blank=True,
                                db_comment="締めを起案した者のID",
                                max_length=64,
                                verbose_name="締めの起案者",
                            ),
                        ),
                        (
                            "closed_by",
                            models.CharField(
                                blank=True,
                                db_comment="締めを承認した者のID",
                                max_length=64,
                                verbose_name="締めの承認者",
                            ),
                        ),
                        (
                            "closed_at",
                            models.DateTimeField(db_comment="締めを承認した日時", null=True, verbose_name="締めた日時"),
                        ),
                        (
                            "paid_on",
                            models.DateField(db_comment="審査支払機関に支払った日", null=True, verbose_name="支払日"),
                        ),
                        (
                            "paid_by",
                            models.CharField(
                                blank=True,
                                db_comment="支払を記録した者のID",
                                max_length=64,
                                verbose_name="支払の記録者",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="差戻しの理由など", max_length=200, verbose_name="備考"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_receipts_cycle_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="2b51eda084173d25ce680f3cdcd272b3e372d781",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_1bd97",
                                    table="subsidy_receipts_cycle_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CycleReport",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "cycle",
                            models.ForeignKey(
                                db_comment="月次",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="subsidy_receipts.cycle",
                            ),
                        ),
                        ("kind", models.CharField(db_comment="種類（pdf・csv）", max_length=3, verbose_name="種類")),
                        ("name", models.CharField(db_comment="ファイル名", max_length=60, verbose_name="ファイル名")),
                        ("content", models.BinaryField(db_comment="作成したままの内容", verbose_name="内容")),
                        (
                            "made_at",
                            models.DateTimeField(auto_now_add=True, db_comment="作成した日時", verbose_name="作成日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "月次の報告書",
                        "constraints": [
                            models.UniqueConstraint(fields=("cycle", "kind"), name="subsidy_receipts_report_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="d7ed92bf4e16ef5fd90ccbdd7704c5c0a1bbfc65",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_9b752",
                                    table="subsidy_receipts_cyclereport",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReceiptFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "name",
                            models.CharField(
                                db_comment="受け取ったファイルの名", max_length=200, verbose_name="ファイル名"
                            ),
                        ),
                        (
                            "sha256",
                            models.CharField(
                                db_comment="内容のSHA-256（同じ内容は一度だけ）",
                                max_length=64,
                                unique=True,
                                verbose_name="ハッシュ",
                            ),
                        ),
                        (
                            "size",
                            models.BigIntegerField(
                                db_comment="内容の大きさ（バイト）", default=0, verbose_name="大きさ"
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                blank=True,
                                db_comment="形式（ukeはレセプト電算、ほかは一覧の形の名）",
                                max_length=40,
                                verbose_name="形式",
                            ),
                        ),
                        (
                            "expected",
                            models.JSONField(
                                db_comment="登録した者が言った請求年月・審査支払機関・件数・金額",
                                default=dict,
                                verbose_name="登録時の申告",
                            ),
                        ),
                        (
                            "billing_month",
                            models.CharField(
                                blank=True, db_comment="請求年月（YYYY-MM）", max_length=7, verbose_name="請求年月"
                            ),
                        ),
                        (
                            "reviewer",
                            models.CharField(
                                blank=True,
                                db_comment="審査支払機関（1支払基金・2国保連）",
                                max_length=1,
                                verbose_name="審査支払機関",
                            ),
                        ),
                        (
                            "cycle",
                            models.ForeignKey(
                                db_comment="このファイルを精算する月次",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="subsidy_receipts.cycle",
                            ),
                        ),
                        (
                            "receipt_count",
                            models.IntegerField(
                                db_comment="ファイルにあるレセプト（一覧では行）の件数",
                                default=0,
                                verbose_name="レセプト件数",
                            ),
                        ),
                        (
                            "line_count",
                            models.IntegerField(
                                db_comment="当市の公費の明細の件数", default=0, verbose_name="対象明細件数"
                            ),
                        ),
                        (
                            "line_yen",
                            models.BigIntegerField(
                                db_comment="当市の明細の現物給付額の合計（円）",
                                default=0,
                                verbose_name="対象明細の金額",
                            ),
                        ),
                        (
                            "contents",
                            models.CharField(
                                blank=True,
                                db_comment="明細の中身のSHA-256（書き方を変えただけの同じファイルを見つける）",
                                max_length=64,
                                verbose_name="明細のハッシュ",
                            ),
                        ),
                        ("findings", models.JSONField(db_comment="読み取りの指摘", default=list, verbose_name="指摘")),
                        (
                            "finding_count",
                            models.IntegerField(
                                db_comment="読み取りの指摘の数（一覧に残さないものを含む）",
                                default=0,
                                verbose_name="指摘の数",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "受付"),
                                    ("importing", "取込中"),
                                    ("imported", "取込済"),
                                    ("refused", "取込不可"),
                                ],
                                db_comment="ファイルの状態",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "uploaded_by",
                            models.CharField(db_comment="登録した者のID", max_length=64, verbose_name="登録者"),
                        ),
                        (
                            "uploaded_at",
                            models.DateTimeField(auto_now_add=True, db_comment="登録した日時", verbose_name="登録日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "レセプトファイル",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("state__in", ["received", "importing", "imported", "refused"])),
                                name="subsidy_receipts_file",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(
                                    ("state__in", ["importing", "imported"]), models.Q(("contents", ""), _negated=True)
                                ),
                                fields=("contents",),
                                name="subsidy_receipts_contents_once",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{importing:imported,received:importing,received:refused}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="932ab89eb458d8749392b8d74326946207c45261",
                                    operation="UPDATE",
                                    pgid="pgtrigger_moves_53122",
                                    table="subsidy_receipts_receiptfile",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FilePart",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                db_comment="ファイル",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="parts",
                                to="subsidy_receipts.receiptfile",
                            ),
                        ),
                        ("number", models.IntegerField(db_comment="ファイルの中の順番（0から）", verbose_name="順番")),
                        ("content", models.BinaryField(db_comment="受け取ったままの内容の一部", verbose_name="内容")),
                    ],
                    options={
                        "verbose_name": "レセプトファイルの内容",
                        "constraints": [
                            models.UniqueConstraint(fields=("file", "number"), name="subsidy_receipts_part_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReceiptLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "file",
                            models.ForeignKey(
                                db_comment="ファイル",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="subsidy_receipts.receiptfile",
                            ),
                        ),
                        (
                            "receipt_no",
                            models.CharField(
                                db_comment="ファイルの中のレセプト番号", max_length=12, verbose_name="レセプト番号"
                            ),
                        ),
                        ("place", models.IntegerField(db_comment="ファイルの中の行", verbose_name="行")),
                        (
                            "public_order",
                            models.IntegerField(db_comment="公費の順（第1から第4）", verbose_name="公費の順"),
                        ),
                        (
                            "treatment_month",
                            models.CharField(
                                blank=True, db_comment="診療年月（YYYY-MM）", max_length=7, verbose_name="診療年月"
                            ),
                        ),
                        (
                            "recipient_number",
                            models.CharField(
                                blank=True, db_comment="受給者番号", max_length=7, verbose_name="受給者番号"
                            ),
                        ),
                        ("name", models.CharField(db_comment="レセプトの氏名", max_length=100, verbose_name="氏名")),
                        (
                            "birth_date",
                            models.DateField(db_comment="レセプトの生年月日", null=True, verbose_name="生年月日"),
                        ),
                        (
                            "point_table",
                            models.CharField(
                                blank=True,
                                db_comment="点数表（1医科・3歯科・4調剤・6訪問看護）",
                                max_length=1,
                                verbose_name="点数表",
                            ),
                        ),
                        (
                            "setting",
                            models.CharField(
                                blank=True, db_comment="入外区分（1入院・2外来）", max_length=1, verbose_name="入外"
                            ),
                        ),
                        (
                            "receipt_kind",
                            models.CharField(
                                blank=True, db_comment="レセプト種別", max_length=4, verbose_name="レセプト種別"
                            ),
                        ),
                        (
                            "provider",
                            models.CharField(db_comment="医療機関コード", max_length=10, verbose_name="医療機関"),
                        ),
                        (
                            "provider_name",
                            models.CharField(
                                blank=True, db_comment="医療機関名", max_length=100, verbose_name="医療機関名"
                            ),
                        ),
                        (
                            "provider_key",
                            models.CharField(
                                blank=True,
                                db_comment="医療機関名の照合用（全角半角・空白をそろえたもの）",
                                max_length=100,
                                verbose_name="医療機関名の照合キー",
                            ),
                        ),
                        (
                            "department",
                            models.CharField(blank=True, db_comment="診療科", max_length=10, verbose_name="診療科"),
                        ),
                        ("days", models.IntegerField(db_comment="診療実日数", null=True, verbose_name="診療実日数")),
                        (
                            "insurer_number",
                            models.CharField(
                                blank=True, db_comment="保険者番号", max_length=8, verbose_name="保険者番号"
                            ),
                        ),
                        (
                            "insurance_symbol",
                            models.CharField(blank=True, db_comment="記号", max_length=38, verbose_name="記号"),
                        ),
                        (
                            "insurance_number",
                            models.CharField(blank=True, db_comment="番号", max_length=38, verbose_name="番号"),
                        ),
                        (
                            "care_insurer_number",
                            models.CharField(
                                blank=True, db_comment="介護保険者番号", max_length=8, verbose_name="介護保険者番号"
                            ),
                        ),
                        ("points", models.IntegerField(db_comment="点数", null=True, verbose_name="点数")),
                        (
                            "decided_yen",
                            models.IntegerField(db_comment="決定金額（円）", null=True, verbose_name="決定金額"),
                        ),
                        (
                            "self_pay_yen",
                            models.IntegerField(db_comment="自己負担額（円）", null=True, verbose_name="自己負担額"),
                        ),
                        (
                            "window_yen",
                            models.IntegerField(
                                db_comment="患者窓口負担額（円）", null=True, verbose_name="患者窓口負担額"
                            ),
                        ),
                        (
                            "in_kind_yen",
                            models.IntegerField(db_comment="現物給付額（円）", null=True, verbose_name="現物給付額"),
                        ),
                        (
                            "other_public_yen",
                            models.IntegerField(
                                db_comment="先に負担する公費の分（円）", default=0, verbose_name="他公費"
                            ),
                        ),
                        (
                            "payers",
                            models.CharField(
                                blank=True,
                                db_comment="レセプトにある公費負担者番号（順に、,で区切る）",
                                max_length=60,
                                verbose_name="公費の並び",
                            ),
                        ),
                        (
                            "special",
                            models.CharField(
                                blank=True,
                                db_comment="レセプト特記事項のコード",
                                max_length=10,
                                verbose_name="特記事項",
                            ),
                        ),
                        (
                            "capped",
                            models.BooleanField(
                                db_comment="高額療養費の限度額を適用した負担金額の記載があるか",
                                default=False,
                                verbose_name="限度額の適用",
                            ),
                        ),
                        (
                            "receipt_key",
                            models.CharField(
                                blank=True,
                                db_comment="一覧のレセプト管理番号",
                                max_length=40,
                                verbose_name="レセプト管理番号",
                            ),
                        ),
                        (
                            "correction",
                            models.CharField(
                                blank=True, db_comment="一覧の増減・過誤区分", max_length=4, verbose_name="増減・過誤"
                            ),
                        ),
                        (
                            "cycle",
                            models.ForeignKey(
                                db_comment="この明細の金額を精算する月次",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="subsidy_receipts.cycle",
                            ),
                        ),
                        (
                            "takes_back",
                            models.OneToOneField(
                                db_comment="この明細が取り消した認定済みの明細",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="taken_back_by",
                                to="subsidy_receipts.receiptline",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="受診者",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "entitlement",
                            models.ForeignKey(
                                db_comment="資格",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_entitlements.entitlement",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("read", "審査前"),
                                    ("accepted", "認定"),
                                    ("held", "保留"),
                                    ("returned", "返戻"),
                                    ("taken_back", "過誤により取消"),
                                    ("offset", "過誤調整"),
                                ],
                                db_comment="明細の状態",
                                default="read",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True, db_comment="審査の理由コード", max_length=3, verbose_name="理由"
                            ),
                        ),
                        (
                            "bookings",
                            models.IntegerField(
                                db_comment="台帳に記帳した回数（取り消してまた認定すると増える）",
                                default=0,
                                verbose_name="記帳の回数",
                            ),
                        ),
                        (
                            "grounds",
                            models.JSONField(
                                db_comment="審査で見た事実と、満たさなかった決まり", default=dict, verbose_name="根拠"
                            ),
                        ),
                        (
                            "decided_by",
                            models.CharField(
                                blank=True, db_comment="保留を判断した者のID", max_length=64, verbose_name="判断者"
                            ),
                        ),
                        (
                            "decision_note",
                            models.CharField(
                                blank=True, db_comment="保留を判断した理由", max_length=200, verbose_name="判断の理由"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "レセプト明細",
                        "indexes": [
                            models.Index(fields=["person", "treatment_month"], name="subsidy_receipts_person"),
                            models.Index(fields=["state", "reason"], name="subsidy_receipts_state"),
                            models.Index(
                                fields=["recipient_number", "treatment_month"], name="subsidy_receipts_recipient"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["read", "accepted", "held", "returned", "taken_back", "offset"])
                                ),
                                name="subsidy_receipts_line",
                            ),
                            models.UniqueConstraint(
                                fields=("file", "place", "public_order"), name="subsidy_receipts_once"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "accepted")),
                                fields=(
                                    "person",
                                    "provider",
                                    "treatment_month",
                                    "point_table",
                                    "setting",
                                    "insurer_number",
                                ),
                                name="subsidy_receipts_paid_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "accepted"), _negated=True),
                                    models.Q(
                                        ("entitlement__isnull", False),
                                        ("in_kind_yen__gte", 0),
                                        ("person__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_receipts_accepted_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "offset"), _negated=True),
                                    models.Q(("in_kind_yen__lt", 0), ("takes_back__isnull", False)),
                                    _connector="OR",
                                ),
                                name="subsidy_receipts_offset_whole",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["read", "held", "returned"]),
                                    ("cycle__isnull", False),
                                    _connector="OR",
                                ),
                                name="subsidy_receipts_settled_somewhere",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{accepted:held,accepted:taken_back,held:accepted,held:offset,held:returned,read:accepted,read:held,read:offset,returned:held}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="e52a8c67d5a0dfdf1d9c872a8924e153719f5d68",
                                    operation="UPDATE",
                                    pgid="pgtrigger_moves_0fb21",
                                    table="subsidy_receipts_receiptline",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_receipts_receiptline_event" ("birth_date", "bookings", "capped", "care_insurer_number", "correction", "cycle_id", "days", "decided_by", "decided_yen", "decision_note", "department", "entitlement_id", "file_id", "grounds", "id", "in_kind_yen", "insurance_number", "insurance_symbol", "insurer_number", "name", "other_public_yen", "payers", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "point_table", "points", "provider", "provider_key", "provider_name", "public_order", "reason", "receipt_key", "receipt_kind", "receipt_no", "recipient_number", "self_pay_yen", "setting", "special", "state", "takes_back_id", "treatment_month", "window_yen") SELECT old_values."birth_date", old_values."bookings", old_values."capped", old_values."care_insurer_number", old_values."correction", old_values."cycle_id", old_values."days", old_values."decided_by", old_values."decided_yen", old_values."decision_note", old_values."department", old_values."entitlement_id", old_values."file_id", old_values."grounds", old_values."id", old_values."in_kind_yen", old_values."insurance_number", old_values."insurance_symbol", old_values."insurer_number", old_values."name", old_values."other_public_yen", old_values."payers", old_values."person_id", _pgh_attached_context.value, NOW(), \'update\', old_values."id", old_values."place", old_values."point_table", old_values."points", old_values."provider", old_values."provider_key", old_values."provider_name", old_values."public_order", old_values."reason", old_values."receipt_key", old_values."receipt_kind", old_values."receipt_no", old_values."recipient_number", old_values."self_pay_yen", old_values."setting", old_values."special", old_values."state", old_values."takes_back_id", old_values."treatment_month", old_values."window_yen" FROM ( SELECT old_values.* FROM old_values WHERE (NOT (old_values."state" = \'read\')) ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6cf5d8ad81de78f4192327d5eedb809e7dfe7767",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_efe0f",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_receipts_receiptline",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_receipts_receiptline_event" ("birth_date", "bookings", "capped", "care_insurer_number", "correction", "cycle_id", "days", "decided_by", "decided_yen", "decision_note", "department", "entitlement_id", "file_id", "grounds", "id", "in_kind_yen", "insurance_number", "insurance_symbol", "insurer_number", "name", "other_public_yen", "payers", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "point_table", "points", "provider", "provider_key", "provider_name", "public_order", "reason", "receipt_key", "receipt_kind", "receipt_no", "recipient_number", "self_pay_yen", "setting", "special", "state", "takes_back_id", "treatment_month", "window_yen") SELECT old_values."birth_date", old_values."bookings", old_values."capped", old_values."care_insurer_number", old_values."correction", old_values."cycle_id", old_values."days", old_values."decided_by", old_values."decided_yen", old_values."decision_note", old_values."department", old_values."entitlement_id", old_values."file_id", old_values."grounds", old_values."id", old_values."in_kind_yen", old_values."insurance_number", old_values."insurance_symbol", old_values."insurer_number", old_values."name", old_values."other_public_yen", old_values."payers", old_values."person_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."place", old_values."point_table", old_values."points", old_values."provider", old_values."provider_key", old_values."provider_name", old_values."public_order", old_values."reason", old_values."receipt_key", old_values."receipt_kind", old_values."receipt_no", old_values."recipient_number", old_values."self_pay_yen", old_values."setting", old_values."special", old_values."state", old_values."takes_back_id", old_values."treatment_month", old_values."window_yen" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="41af91fab61c44682536947eec2d78275fe55a53",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_3c199",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_receipts_receiptline",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReceiptLineEvent",
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
                                to="subsidy_receipts.receiptline",
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
                            "file",
                            models.ForeignKey(
                                db_comment="ファイル",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_receipts.receiptfile",
                            ),
                        ),
                        (
                            "receipt_no",
                            models.CharField(
                                db_comment="ファイルの中のレセプト番号", max_length=12, verbose_name="レセプト番号"
                            ),
                        ),
                        ("place", models.IntegerField(db_comment="ファイルの中の行", verbose_name="行")),
                        (
                            "public_order",
                            models.IntegerField(db_comment="公費の順（第1から第4）", verbose_name="公費の順"),
                        ),
                        (
                            "treatment_month",
                            models.CharField(
                                blank=True, db_comment="診療年月（YYYY-MM）", max_length=7, verbose_name="診療年月"
                            ),
                        ),
                        (
                            "recipient_number",
                            models.CharField(
                                blank=True, db_comment="受給者番号", max_length=7, verbose_name="受給者番号"
                            ),
                        ),
                        ("name", models.CharField(db_comment="レセプトの氏名", max_length=100, verbose_name="氏名")),
                        (
                            "birth_date",
                            models.DateField(db_comment="レセプトの生年月日", null=True, verbose_name="生年月日"),
                        ),
                        (
                            "point_table",
                            models.CharField(
                                blank=True,
                                db_comment="点数表（1医科・3歯科・4調剤・6訪問看護）",
                                max_length=1,
                                verbose_name="点数表",
                            ),
                        ),
                        (
                            "setting",
                            models.CharField(
                                blank=True, db_comment="入外区分（1入院・2外来）", max_length=1, verbose_name="入外"
                            ),
                        ),
                        (
                            "receipt_kind",
                            models.CharField(
                                blank=True, db_comment="レセプト種別", max_length=4, verbose_name="レセプト種別"
                            ),
                        ),
                        (
                            "provider",
                            models.CharField(db_comment="医療機関コード", max_length=10, verbose_name="医療機関"),
                        ),
                        (
                            "provider_name",
                            models.CharField(
                                blank=True, db_comment="医療機関名", max_length=100, verbose_name="医療機関名"
                            ),
                        ),
                        (
                            "provider_key",
                            models.CharField(
                                blank=True,
                                db_comment="医療機関名の照合用（全角半角・空白をそろえたもの）",
                                max_length=100,
                                verbose_name="医療機関名の照合キー",
                            ),
                        ),
                        (
                            "department",
                            models.CharField(blank=True, db_comment="診療科", max_length=10, verbose_name="診療科"),
                        ),
                        ("days", models.IntegerField(db_comment="診療実日数", null=True, verbose_name="診療実日数")),
                        (
                            "insurer_number",
                            models.CharField(
                                blank=True, db_comment="保険者番号", max_length=8, verbose_name="保険者番号"
                            ),
                        ),
                        (
                            "insurance_symbol",
                            models.CharField(blank=True, db_comment="記号", max_length=38, verbose_name="記号"),
                        ),
                        (
                            "insurance_number",
                            models.CharField(blank=True, db_comment="番号", max_length=38, verbose_name="番号"),
                        ),
                        (
                            "care_insurer_number",
                            models.CharField(
                                blank=True, db_comment="介護保険者番号", max_length=8, verbose_name="介護保険者番号"
                            ),
                        ),
                        ("points", models.IntegerField(db_comment="点数", null=True, verbose_name="点数")),
                        (
                            "decided_yen",
                            models.IntegerField(db_comment="決定金額（円）", null=True, verbose_name="決定金額"),
                        ),
                        (
                            "self_pay_yen",
                            models.IntegerField(db_comment="自己負担額（円）", null=True, verbose_name="自己負担額"),
                        ),
                        (
                            "window_yen",
                            models.IntegerField(
                                db_comment="患者窓口負担額（円）", null=True, verbose_name="患者窓口負担額"
                            ),
                        ),
                        (
                            "in_kind_yen",
                            models.IntegerField(db_comment="現物給付額（円）", null=True, verbose_name="現物給付額"),
                        ),
                        (
                            "other_public_yen",
                            models.IntegerField(
                                db_comment="先に負担する公費の分（円）", default=0, verbose_name="他公費"
                            ),
                        ),
                        (
                            "payers",
                            models.CharField(
                                blank=True,
                                db_comment="レセプトにある公費負担者番号（順に、,で区切る）",
                                max_length=60,
                                verbose_name="公費の並び",
                            ),
                        ),
                        (
                            "special",
                            models.CharField(
                                blank=True,
                                db_comment="レセプト特記事項のコード",
                                max_length=10,
                                verbose_name="特記事項",
                            ),
                        ),
                        (
                            "capped",
                            models.BooleanField(
                                db_comment="高額療養費の限度額を適用した負担金額の記載があるか",
                                default=False,
                                verbose_name="限度額の適用",
                            ),
                        ),
                        (
                            "receipt_key",
                            models.CharField(
                                blank=True,
                                db_comment="一覧のレセプト管理番号",
                                max_length=40,
                                verbose_name="レセプト管理番号",
                            ),
                        ),
                        (
                            "correction",
                            models.CharField(
                                blank=True, db_comment="一覧の増減・過誤区分", max_length=4, verbose_name="増減・過誤"
                            ),
                        ),
                        (
                            "cycle",
                            models.ForeignKey(
                                db_comment="この明細の金額を精算する月次",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_receipts.cycle",
                            ),
                        ),
                        (
                            "takes_back",
                            models.ForeignKey(
                                db_comment="この明細が取り消した認定済みの明細",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_receipts.receiptline",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                db_comment="受診者",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "entitlement",
                            models.ForeignKey(
                                db_comment="資格",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_entitlements.entitlement",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("read", "審査前"),
                                    ("accepted", "認定"),
                                    ("held", "保留"),
                                    ("returned", "返戻"),
                                    ("taken_back", "過誤により取消"),
                                    ("offset", "過誤調整"),
                                ],
                                db_comment="明細の状態",
                                default="read",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True, db_comment="審査の理由コード", max_length=3, verbose_name="理由"
                            ),
                        ),
                        (
                            "bookings",
                            models.IntegerField(
                                db_comment="台帳に記帳した回数（取り消してまた認定すると増える）",
                                default=0,
                                verbose_name="記帳の回数",
                            ),
                        ),
                        (
                            "grounds",
                            models.JSONField(
                                db_comment="審査で見た事実と、満たさなかった決まり", default=dict, verbose_name="根拠"
                            ),
                        ),
                        (
                            "decided_by",
                            models.CharField(
                                blank=True, db_comment="保留を判断した者のID", max_length=64, verbose_name="判断者"
                            ),
                        ),
                        (
                            "decision_note",
                            models.CharField(
                                blank=True, db_comment="保留を判断した理由", max_length=200, verbose_name="判断の理由"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_receipts_receiptline_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="21e711eae21e336e274a6718b524d4a24e90d868",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_0409d",
                                    table="subsidy_receipts_receiptline_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                db_comment="明細",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="subsidy_receipts.receiptline",
                            ),
                        ),
                        (
                            "verb",
                            models.CharField(
                                choices=[
                                    ("accept", "認定"),
                                    ("return", "返戻"),
                                    ("undo", "取消し"),
                                    ("hold", "保留に戻す"),
                                ],
                                db_comment="判断（認定・返戻・取消し・保留に戻す）",
                                max_length=6,
                                verbose_name="判断",
                            ),
                        ),
                        (
                            "reason",
                            models.CharField(
                                blank=True,
                                db_comment="判断したときの審査の理由コード",
                                max_length=3,
                                verbose_name="審査の理由",
                            ),
                        ),
                        ("note", models.CharField(db_comment="判断の理由", max_length=200, verbose_name="判断の理由")),
                        ("by", models.CharField(db_comment="判断した者のID", max_length=64, verbose_name="判断者")),
                        (
                            "against",
                            models.CharField(
                                blank=True,
                                db_comment="取り消した判断をした者のID",
                                max_length=64,
                                verbose_name="取り消された判断の者",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(auto_now_add=True, db_comment="判断した日時", verbose_name="判断日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "レセプト明細の判断",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("verb__in", ["accept", "return", "undo", "hold"])),
                                name="subsidy_receipts_verb",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("verb", "undo"), _negated=True),
                                    models.Q(
                                        models.Q(("against", ""), _negated=True),
                                        models.Q(("by", models.F("against")), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_receipts_undone_by_another",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="dcafc95eebcddbca19388fa5954b700cf631fe88",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_7a555",
                                    table="subsidy_receipts_decision",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CorrectionList",
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
                                db_comment="申出の一覧の番号", max_length=20, unique=True, verbose_name="一覧番号"
                            ),
                        ),
                        (
                            "reviewer",
                            models.CharField(
                                choices=[("1", "社会保険診療報酬支払基金"), ("2", "国民健康保険団体連合会")],
                                db_comment="審査支払機関",
                                max_length=1,
                                verbose_name="審査支払機関",
                            ),
                        ),
                        ("count", models.IntegerField(db_comment="申出の件数", verbose_name="件数")),
                        ("content", models.BinaryField(db_comment="出したままの一覧（CSV）", verbose_name="内容")),
                        ("made_on", models.DateField(db_comment="作成した日", verbose_name="作成日")),
                        (
                            "made_by",
                            models.CharField(db_comment="作成した者のID", max_length=64, verbose_name="作成者"),
                        ),
                    ],
                    options={
                        "verbose_name": "過誤等の申出の一覧",
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="99b36e05ee253475ccc2517c54128c04b2445434",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_1fc70",
                                    table="subsidy_receipts_correctionlist",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Correction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("return", "返戻"), ("mistake", "過誤"), ("reexamine", "再審査")],
                                db_comment="種類（返戻・過誤・再審査）",
                                max_length=9,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                db_comment="明細",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="subsidy_receipts.receiptline",
                            ),
                        ),
                        (
                            "reviewer",
                            models.CharField(
                                choices=[("1", "社会保険診療報酬支払基金"), ("2", "国民健康保険団体連合会")],
                                db_comment="審査支払機関",
                                max_length=1,
                                verbose_name="審査支払機関",
                            ),
                        ),
                        ("why", models.CharField(db_comment="申し出る理由", max_length=200, verbose_name="理由")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "申出待ち"),
                                    ("listed", "申出中"),
                                    ("agreed", "調整待ち"),
                                    ("rejected", "原審どおり"),
                                    ("settled", "調整済"),
                                    ("withdrawn", "取下げ"),
                                ],
                                db_comment="申出の状態",
                                default="asked",
                                max_length=9,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "asked_by",
                            models.CharField(db_comment="申出を起案した者のID", max_length=64, verbose_name="起案者"),
                        ),
                        ("asked_on", models.DateField(db_comment="申出を起案した日", verbose_name="起案日")),
                        (
                            "list",
                            models.ForeignKey(
                                db_comment="出した一覧",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="corrections",
                                to="subsidy_receipts.correctionlist",
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True, db_comment="審査支払機関の回答", max_length=200, verbose_name="回答"
                            ),
                        ),
                        (
                            "answered_on",
                            models.DateField(db_comment="回答を登録した日", null=True, verbose_name="回答日"),
                        ),
                        (
                            "answered_by",
                            models.CharField(
                                blank=True,
                                db_comment="回答を登録した者のID",
                                max_length=64,
                                verbose_name="回答の登録者",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "過誤等の申出",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["asked", "listed", "agreed", "rejected", "settled", "withdrawn"])
                                ),
                                name="subsidy_receipts_correction",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["return", "mistake", "reexamine"])),
                                name="subsidy_receipts_corr_kind",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state__in", ["asked", "listed", "agreed"])),
                                fields=("line",),
                                name="subsidy_receipts_corr_open",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{agreed:settled,asked:listed,asked:settled,asked:withdrawn,listed:agreed,listed:rejected,listed:settled,rejected:settled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="a649d9bd513d923a630d583cdf048225eb617359",
                                    operation="UPDATE",
                                    pgid="pgtrigger_moves_9b8e2",
                                    table="subsidy_receipts_correction",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_receipts_correction_event" ("answer", "answered_by", "answered_on", "asked_by", "asked_on", "id", "kind", "line_id", "list_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer", "state", "why") SELECT new_values."answer", new_values."answered_by", new_values."answered_on", new_values."asked_by", new_values."asked_on", new_values."id", new_values."kind", new_values."line_id", new_values."list_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."reviewer", new_values."state", new_values."why" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="a09520e2c6fdded0b516802e9a8cddee220f6954",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_6bde5",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_receipts_correction",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_receipts_correction_event" ("answer", "answered_by", "answered_on", "asked_by", "asked_on", "id", "kind", "line_id", "list_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer", "state", "why") SELECT new_values."answer", new_values."answered_by", new_values."answered_on", new_values."asked_by", new_values."asked_on", new_values."id", new_values."kind", new_values."line_id", new_values."list_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."reviewer", new_values."state", new_values."why" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2fc9f058826fb5b4eeb74aa9ddd2a30391fc8dea",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_705ec",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_receipts_correction",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_receipts_correction_event" ("answer", "answered_by", "answered_on", "asked_by", "asked_on", "id", "kind", "line_id", "list_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reviewer", "state", "why") SELECT old_values."answer", old_values."answered_by", old_values."answered_on", old_values."asked_by", old_values."asked_on", old_values."id", old_values."kind", old_values."line_id", old_values."list_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."reviewer", old_values."state", old_values."why" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="3aeb943e4fb17aa818eac7863dec41a0ab2b673a",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_54070",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_receipts_correction",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CorrectionEvent",
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
                                to="subsidy_receipts.correction",
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
                            "kind",
                            models.CharField(
                                choices=[("return", "返戻"), ("mistake", "過誤"), ("reexamine", "再審査")],
                                db_comment="種類（返戻・過誤・再審査）",
                                max_length=9,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "line",
                            models.ForeignKey(
                                db_comment="明細",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_receipts.receiptline",
                            ),
                        ),
                        (
                            "reviewer",
                            models.CharField(
                                choices=[("1", "社会保険診療報酬支払基金"), ("2", "国民健康保険団体連合会")],
                                db_comment="審査支払機関",
                                max_length=1,
                                verbose_name="審査支払機関",
                            ),
                        ),
                        ("why", models.CharField(db_comment="申し出る理由", max_length=200, verbose_name="理由")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "申出待ち"),
                                    ("listed", "申出中"),
                                    ("agreed", "調整待ち"),
                                    ("rejected", "原審どおり"),
                                    ("settled", "調整済"),
                                    ("withdrawn", "取下げ"),
                                ],
                                db_comment="申出の状態",
                                default="asked",
                                max_length=9,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "asked_by",
                            models.CharField(db_comment="申出を起案した者のID", max_length=64, verbose_name="起案者"),
                        ),
                        ("asked_on", models.DateField(db_comment="申出を起案した日", verbose_name="起案日")),
                        (
                            "list",
                            models.ForeignKey(
                                db_comment="出した一覧",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_receipts.correctionlist",
                            ),
                        ),
                        (
                            "answer",
                            models.CharField(
                                blank=True, db_comment="審査支払機関の回答", max_length=200, verbose_name="回答"
                            ),
                        ),
                        (
                            "answered_on",
                            models.DateField(db_comment="回答を登録した日", null=True, verbose_name="回答日"),
                        ),
                        (
                            "answered_by",
                            models.CharField(
                                blank=True,
                                db_comment="回答を登録した者のID",
                                max_length=64,
                                verbose_name="回答の登録者",
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_receipts_correction_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="9b158026c044dd3f41ffaa9bccca85cad732b9d3",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_779be",
                                    table="subsidy_receipts_correction_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL("CREATE SEQUENCE subsidy_receipts_list_number", "DROP SEQUENCE subsidy_receipts_list_number"),
    ]
