import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("subsidy_print_runs", "0001_initial"),
        ("subsidy_print_runs", "0002_numbers"),
        ("subsidy_print_runs", "0003_left_out"),
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="PrintRun",
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
                                db_comment="印刷番号（6桁）", max_length=6, unique=True, verbose_name="印刷番号"
                            ),
                        ),
                        ("title", models.CharField(db_comment="何の印刷か", max_length=60, verbose_name="名称")),
                        ("duplex", models.BooleanField(db_comment="両面に印刷するか", verbose_name="両面")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "作成（承認待ち）"),
                                    ("approved", "承認済"),
                                    ("printed", "封入の確認待ち"),
                                    ("closed", "完了"),
                                    ("discarded", "取りやめ"),
                                ],
                                db_comment="印刷・封入の状態",
                                default="prepared",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        ("on", models.DateField(db_comment="送付書に印刷する日", verbose_name="発送日")),
                        ("envelope_count", models.PositiveIntegerField(db_comment="封筒の数", verbose_name="封筒")),
                        ("sheet_count", models.PositiveIntegerField(db_comment="用紙の枚数", verbose_name="用紙")),
                        (
                            "proof_document",
                            models.CharField(
                                db_comment="承認に出した見本の印刷物の番号", max_length=36, verbose_name="見本"
                            ),
                        ),
                        (
                            "manifest_documents",
                            models.JSONField(
                                db_comment="封入一覧の印刷物の番号", default=list, verbose_name="封入一覧"
                            ),
                        ),
                        (
                            "prepared_by",
                            models.CharField(db_comment="作成した者のID", max_length=64, verbose_name="作成者"),
                        ),
                        ("prepared_at", models.DateTimeField(db_comment="作成した日時", verbose_name="作成日時")),
                        (
                            "approved_by",
                            models.CharField(
                                blank=True, db_comment="見本を承認した者のID", max_length=64, verbose_name="承認者"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(db_comment="見本を承認した日時", null=True, verbose_name="承認日時"),
                        ),
                        (
                            "batch",
                            models.BigIntegerField(
                                db_comment="印刷データを作る一括処理の番号", null=True, verbose_name="一括処理"
                            ),
                        ),
                        (
                            "counted",
                            models.PositiveIntegerField(
                                db_comment="印刷機が数えた枚数", null=True, verbose_name="印刷枚数"
                            ),
                        ),
                        (
                            "spoiled",
                            models.PositiveIntegerField(db_comment="廃棄した枚数", null=True, verbose_name="書損枚数"),
                        ),
                        (
                            "closed_by",
                            models.CharField(
                                blank=True, db_comment="封入の確認を終えた者のID", max_length=64, verbose_name="完了者"
                            ),
                        ),
                        (
                            "closed_at",
                            models.DateTimeField(
                                db_comment="封入の確認を終えた日時", null=True, verbose_name="完了日時"
                            ),
                        ),
                        (
                            "left_out",
                            models.JSONField(
                                db_comment="印刷できずに除いた封筒・印刷物と、その理由",
                                default=list,
                                verbose_name="除いたもの",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="取りやめた理由など", max_length=200, verbose_name="備考"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "印刷・封入",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["prepared", "approved", "printed", "closed", "discarded"])
                                ),
                                name="subsidy_print_runs_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", ""),
                                    models.Q(("approved_by", models.F("prepared_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_print_runs_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "closed"), _negated=True),
                                    models.Q(
                                        ("closed_at__isnull", False),
                                        (
                                            "counted",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("sheet_count"), "+", models.F("spoiled")
                                            ),
                                        ),
                                    ),
                                    _connector="OR",
                                ),
                                name="subsidy_print_runs_counted_back",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{approved:discarded,approved:printed,prepared:approved,prepared:discarded,printed:closed,printed:discarded}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="d4694bc938c41c3204f457af4df85577dc0864f5",
                                    operation="UPDATE",
                                    pgid="pgtrigger_moves_4817b",
                                    table="subsidy_print_runs_printrun",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_print_runs_printrun_event" ("approved_at", "approved_by", "batch", "closed_at", "closed_by", "counted", "duplex", "envelope_count", "id", "left_out", "manifest_documents", "note", "number", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "proof_document", "sheet_count", "spoiled", "state", "title") SELECT new_values."approved_at", new_values."approved_by", new_values."batch", new_values."closed_at", new_values."closed_by", new_values."counted", new_values."duplex", new_values."envelope_count", new_values."id", new_values."left_out", new_values."manifest_documents", new_values."note", new_values."number", new_values."on", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."prepared_at", new_values."prepared_by", new_values."proof_document", new_values."sheet_count", new_values."spoiled", new_values."state", new_values."title" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="e7a8faddf2e6fa5b7b14eec0c7e5414c98f4965f",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_2a043",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_print_runs_printrun",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_print_runs_printrun_event" ("approved_at", "approved_by", "batch", "closed_at", "closed_by", "counted", "duplex", "envelope_count", "id", "left_out", "manifest_documents", "note", "number", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "proof_document", "sheet_count", "spoiled", "state", "title") SELECT new_values."approved_at", new_values."approved_by", new_values."batch", new_values."closed_at", new_values."closed_by", new_values."counted", new_values."duplex", new_values."envelope_count", new_values."id", new_values."left_out", new_values."manifest_documents", new_values."note", new_values."number", new_values."on", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."prepared_at", new_values."prepared_by", new_values."proof_document", new_values."sheet_count", new_values."spoiled", new_values."state", new_values."title" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="6c1be447856f14cc297bc30ae39a9e1003de214d",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_d7e43",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_print_runs_printrun",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_print_runs_printrun_event" ("approved_at", "approved_by", "batch", "closed_at", "closed_by", "counted", "duplex", "envelope_count", "id", "left_out", "manifest_documents", "note", "number", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "prepared_at", "prepared_by", "proof_document", "sheet_count", "spoiled", "state", "title") SELECT old_values."approved_at", old_values."approved_by", old_values."batch", old_values."closed_at", old_values."closed_by", old_values."counted", old_values."duplex", old_values."envelope_count", old_values."id", old_values."left_out", old_values."manifest_documents", old_values."note", old_values."number", old_values."on", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."prepared_at", old_values."prepared_by", old_values."proof_document", old_values."sheet_count", old_values."spoiled", old_values."state", old_values."title" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="c257af965734934d7a64a71f84ba7c90279893f2",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_bead5",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_print_runs_printrun",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrintRunEvent",
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
                                to="subsidy_print_runs.printrun",
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
                            models.CharField(db_comment="印刷番号（6桁）", max_length=6, verbose_name="印刷番号"),
                        ),
                        ("title", models.CharField(db_comment="何の印刷か", max_length=60, verbose_name="名称")),
                        ("duplex", models.BooleanField(db_comment="両面に印刷するか", verbose_name="両面")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("prepared", "作成（承認待ち）"),
                                    ("approved", "承認済"),
                                    ("printed", "封入の確認待ち"),
                                    ("closed", "完了"),
                                    ("discarded", "取りやめ"),
                                ],
                                db_comment="印刷・封入の状態",
                                default="prepared",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        ("on", models.DateField(db_comment="送付書に印刷する日", verbose_name="発送日")),
                        ("envelope_count", models.PositiveIntegerField(db_comment="封筒の数", verbose_name="封筒")),
                        ("sheet_count", models.PositiveIntegerField(db_comment="用紙の枚数", verbose_name="用紙")),
                        (
                            "proof_document",
                            models.CharField(
                                db_comment="承認に出した見本の印刷物の番号", max_length=36, verbose_name="見本"
                            ),
                        ),
                        (
                            "manifest_documents",
                            models.JSONField(
                                db_comment="封入一覧の印刷物の番号", default=list, verbose_name="封入一覧"
                            ),
                        ),
                        (
                            "prepared_by",
                            models.CharField(db_comment="作成した者のID", max_length=64, verbose_name="作成者"),
                        ),
                        ("prepared_at", models.DateTimeField(db_comment="作成した日時", verbose_name="作成日時")),
                        (
                            "approved_by",
                            models.CharField(
                                blank=True, db_comment="見本を承認した者のID", max_length=64, verbose_name="承認者"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(db_comment="見本を承認した日時", null=True, verbose_name="承認日時"),
                        ),
                        (
                            "batch",
                            models.BigIntegerField(
                                db_comment="印刷データを作る一括処理の番号", null=True, verbose_name="一括処理"
                            ),
                        ),
                        (
                            "counted",
                            models.PositiveIntegerField(
                                db_comment="印刷機が数えた枚数", null=True, verbose_name="印刷枚数"
                            ),
                        ),
                        (
                            "spoiled",
                            models.PositiveIntegerField(db_comment="廃棄した枚数", null=True, verbose_name="書損枚数"),
                        ),
                        (
                            "closed_by",
                            models.CharField(
                                blank=True, db_comment="封入の確認を終えた者のID", max_length=64, verbose_name="完了者"
                            ),
                        ),
                        (
                            "closed_at",
                            models.DateTimeField(
                                db_comment="封入の確認を終えた日時", null=True, verbose_name="完了日時"
                            ),
                        ),
                        (
                            "left_out",
                            models.JSONField(
                                db_comment="印刷できずに除いた封筒・印刷物と、その理由",
                                default=list,
                                verbose_name="除いたもの",
                            ),
                        ),
                        (
                            "note",
                            models.CharField(
                                blank=True, db_comment="取りやめた理由など", max_length=200, verbose_name="備考"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_print_runs_printrun_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="631849a0a127ea147446eee09ec240e581e3e344",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_db68f",
                                    table="subsidy_print_runs_printrun_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Envelope",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                db_comment="印刷・封入",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="envelopes",
                                to="subsidy_print_runs.printrun",
                            ),
                        ),
                        (
                            "serial",
                            models.PositiveIntegerField(db_comment="印刷の中での封筒の番号", verbose_name="封筒番号"),
                        ),
                        (
                            "addressee",
                            models.ForeignKey(
                                db_comment="あて名の人",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="envelopes",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "ward_code",
                            models.CharField(
                                blank=True,
                                db_comment="並べ替えのための区（支援措置対象者は空）",
                                max_length=6,
                                verbose_name="区",
                            ),
                        ),
                        (
                            "postal_code",
                            models.CharField(
                                blank=True,
                                db_comment="並べ替えのための郵便番号（支援措置対象者は空）",
                                max_length=7,
                                verbose_name="郵便番号",
                            ),
                        ),
                        (
                            "protected",
                            models.BooleanField(
                                db_comment="支援措置の対象者として別に封入するか", verbose_name="別扱い"
                            ),
                        ),
                        ("sheet_count", models.PositiveSmallIntegerField(db_comment="用紙の枚数", verbose_name="用紙")),
                        (
                            "postage",
                            models.CharField(
                                db_comment="重さによる郵便の区分", max_length=30, verbose_name="郵便の区分"
                            ),
                        ),
                        (
                            "whole_at",
                            models.DateTimeField(
                                db_comment="中身がすべて正しいと確かめた日時", null=True, verbose_name="確認日時"
                            ),
                        ),
                        (
                            "left_out",
                            models.CharField(
                                blank=True,
                                db_comment="印刷できずに除いた理由（空なら除いていない）",
                                max_length=300,
                                verbose_name="除いた理由",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "封筒",
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "serial"), name="subsidy_print_runs_envelope_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Sheet",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "envelope",
                            models.ForeignKey(
                                db_comment="封筒",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sheets",
                                to="subsidy_print_runs.envelope",
                            ),
                        ),
                        (
                            "place",
                            models.PositiveSmallIntegerField(db_comment="封筒の中で何枚目か", verbose_name="何枚目"),
                        ),
                        (
                            "document_id",
                            models.CharField(
                                blank=True,
                                db_comment="載せる印刷物の番号（送付書は空）",
                                max_length=36,
                                verbose_name="印刷物",
                            ),
                        ),
                        (
                            "layout",
                            models.CharField(
                                db_comment="cover・certificate・card・letter", max_length=12, verbose_name="載せ方"
                            ),
                        ),
                        (
                            "page",
                            models.PositiveSmallIntegerField(
                                db_comment="印刷物の何ページ目から載せるか", default=1, verbose_name="ページ"
                            ),
                        ),
                        (
                            "pages",
                            models.PositiveSmallIntegerField(
                                db_comment="この用紙に載せるページ数", default=1, verbose_name="ページ数"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "用紙",
                        "indexes": [models.Index(fields=["document_id"], name="subsidy_print_runs_document")],
                        "constraints": [
                            models.UniqueConstraint(fields=("envelope", "place"), name="subsidy_print_runs_sheet_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrintFile",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                db_comment="印刷・封入",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="subsidy_print_runs.printrun",
                            ),
                        ),
                        (
                            "part",
                            models.PositiveIntegerField(db_comment="何番目のファイルか", verbose_name="ファイル番号"),
                        ),
                        (
                            "first",
                            models.PositiveIntegerField(db_comment="最初の封筒の番号", verbose_name="最初の封筒"),
                        ),
                        ("last", models.PositiveIntegerField(db_comment="最後の封筒の番号", verbose_name="最後の封筒")),
                        ("sheets", models.PositiveIntegerField(db_comment="用紙の枚数", verbose_name="用紙")),
                        (
                            "protected",
                            models.BooleanField(db_comment="支援措置の対象者だけのファイルか", verbose_name="別扱い"),
                        ),
                        (
                            "document_id",
                            models.CharField(
                                blank=True, db_comment="作った印刷ファイルの番号", max_length=36, verbose_name="印刷物"
                            ),
                        ),
                        (
                            "made",
                            models.BooleanField(
                                db_comment="作り終えたか（すべて除いたときは印刷物がない）",
                                default=False,
                                verbose_name="作成済",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "印刷ファイル",
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "part"), name="subsidy_print_runs_part_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScanRound",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.ForeignKey(
                                db_comment="印刷・封入",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="rounds",
                                to="subsidy_print_runs.printrun",
                            ),
                        ),
                        ("text", models.TextField(db_comment="読み取った用紙の番号", verbose_name="読み取り")),
                        (
                            "whole",
                            models.PositiveIntegerField(
                                db_comment="中身が正しいと確かめた封筒の数", verbose_name="正しい封筒"
                            ),
                        ),
                        (
                            "affected",
                            models.JSONField(db_comment="誤りのかかわる封筒の番号", verbose_name="影響のある封筒"),
                        ),
                        ("findings", models.JSONField(db_comment="見つかった誤り", verbose_name="指摘")),
                        (
                            "scanned_by",
                            models.CharField(db_comment="読み取った者のID", max_length=64, verbose_name="読取者"),
                        ),
                        ("scanned_at", models.DateTimeField(db_comment="読み取った日時", verbose_name="読取日時")),
                    ],
                    options={
                        "verbose_name": "封入の読み取り",
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="68e156679b68d473f140b1c5e810217c190ea5b3",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_74cc6",
                                    table="subsidy_print_runs_scanround",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL("CREATE SEQUENCE subsidy_print_run", "DROP SEQUENCE subsidy_print_run"),
    ]
