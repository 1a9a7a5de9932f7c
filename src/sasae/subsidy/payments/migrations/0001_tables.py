import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("subsidy_payments", "0001_initial"),
        ("subsidy_payments", "0002_initial"),
        ("subsidy_payments", "0003_kept_as_they_came"),
        ("subsidy_payments", "0004_steps_of_a_run"),
        ("subsidy_payments", "0005_set_off"),
    ]

    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
        ("subsidy_claims", "0001_tables"),
        ("subsidy_people", "0001_tables"),
        ("subsidy_recovery", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="PaymentRun",
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
                                db_comment="支払処理の番号", max_length=12, unique=True, verbose_name="支払番号"
                            ),
                        ),
                        ("pay_on", models.DateField(db_comment="振込指定日（銀行営業日）", verbose_name="振込指定日")),
                        (
                            "closing",
                            models.DateField(
                                db_comment="この日までに決定した請求を支払う", null=True, verbose_name="締め日"
                            ),
                        ),
                        ("count", models.IntegerField(db_comment="支払の件数", verbose_name="件数")),
                        ("yen", models.BigIntegerField(db_comment="合計金額（円）", verbose_name="合計金額")),
                        (
                            "approvals",
                            models.PositiveSmallIntegerField(
                                db_comment="金額によって決まる、承認に要る人数", default=1, verbose_name="承認の人数"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("built", "作成（承認待ち）"),
                                    ("approved", "承認済"),
                                    ("sent", "振込依頼済"),
                                    ("settled", "結果取込済"),
                                    ("discarded", "取消"),
                                ],
                                db_comment="状態",
                                default="built",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "built_by",
                            models.CharField(db_comment="作成した者のID", max_length=64, verbose_name="作成者"),
                        ),
                        (
                            "built_at",
                            models.DateTimeField(auto_now_add=True, db_comment="作成した日時", verbose_name="作成日時"),
                        ),
                        (
                            "approved_by",
                            models.CharField(
                                blank=True, db_comment="最後に承認した者のID", max_length=64, verbose_name="承認者"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(db_comment="最後に承認した日時", null=True, verbose_name="承認日時"),
                        ),
                        (
                            "sent_by",
                            models.CharField(
                                blank=True,
                                db_comment="振込データを出力した者のID",
                                max_length=64,
                                verbose_name="出力者",
                            ),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(
                                db_comment="振込データを出力した日時", null=True, verbose_name="出力日時"
                            ),
                        ),
                        (
                            "answer_by",
                            models.DateField(
                                db_comment="銀行の結果が届くはずの日", null=True, verbose_name="結果の期限"
                            ),
                        ),
                        (
                            "why_discarded",
                            models.CharField(
                                blank=True, db_comment="取り消した理由", max_length=200, verbose_name="取消しの理由"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "支払処理",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["built", "approved", "sent", "settled", "discarded"])
                                ),
                                name="subsidy_payments_run_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("approved_by", ""),
                                    models.Q(("approved_by", models.F("built_by")), _negated=True),
                                    _connector="OR",
                                ),
                                name="subsidy_payments_two_people",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("approvals__range", (1, 3))), name="subsidy_payments_approvals"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="moves",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE _is_valid_transition BOOLEAN;",
                                    func='SELECT CONCAT(OLD."state", \':\', NEW."state") = ANY(\'{approved:discarded,approved:sent,built:approved,built:discarded,sent:settled}\'::text[]) INTO _is_valid_transition; IF (_is_valid_transition IS FALSE AND OLD."state" IS DISTINCT FROM NEW."state") THEN RAISE EXCEPTION \'pgtrigger: Invalid transition of field "state" from "%" to "%" on table %\', OLD."state", NEW."state", TG_TABLE_NAME; ELSE RETURN NEW; END IF;',
                                    hash="17c18ff900f7f207ddca3cbb1a015d3542e42607",
                                    operation="UPDATE",
                                    pgid="pgtrigger_moves_7d524",
                                    table="subsidy_payments_paymentrun",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="steps_done",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF NEW.state = 'approved' AND OLD.state <> 'approved' AND NEW.approvals > (\n        SELECT count(*) FROM subsidy_payments_runstep\n        WHERE run_id = NEW.id AND step IN ('approve1', 'approve2', 'approve3')\n    ) THEN\n        RAISE EXCEPTION 'sasae: payment run % lacks an approval', NEW.number USING ERRCODE = 'check_violation';\n    END IF;\n    IF NEW.state = 'sent' AND OLD.state <> 'sent' AND NOT EXISTS (\n        SELECT 1 FROM subsidy_payments_runstep WHERE run_id = NEW.id AND step = 'send'\n    ) THEN\n        RAISE EXCEPTION 'sasae: payment run % was sent by nobody', NEW.number USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NEW;\n",
                                    hash="6a1e8229ae54c2631f856e689b5022e70097b880",
                                    operation="UPDATE",
                                    pgid="pgtrigger_steps_done_79ee6",
                                    table="subsidy_payments_paymentrun",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_payments_paymentrun_event" ("answer_by", "approvals", "approved_at", "approved_by", "built_at", "built_by", "closing", "count", "id", "number", "pay_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sent_at", "sent_by", "state", "why_discarded", "yen") SELECT new_values."answer_by", new_values."approvals", new_values."approved_at", new_values."approved_by", new_values."built_at", new_values."built_by", new_values."closing", new_values."count", new_values."id", new_values."number", new_values."pay_on", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."sent_at", new_values."sent_by", new_values."state", new_values."why_discarded", new_values."yen" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="5b90437d8e94a80f4c414909ced03e4560eb0c84",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_99c17",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_payments_paymentrun",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_payments_paymentrun_event" ("answer_by", "approvals", "approved_at", "approved_by", "built_at", "built_by", "closing", "count", "id", "number", "pay_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sent_at", "sent_by", "state", "why_discarded", "yen") SELECT new_values."answer_by", new_values."approvals", new_values."approved_at", new_values."approved_by", new_values."built_at", new_values."built_by", new_values."closing", new_values."count", new_values."id", new_values."number", new_values."pay_on", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."sent_at", new_values."sent_by", new_values."state", new_values."why_discarded", new_values."yen" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="2f408ccfc0e539583e755a8a1ca8a0b0e8f142b3",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_b0b77",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_payments_paymentrun",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_payments_paymentrun_event" ("answer_by", "approvals", "approved_at", "approved_by", "built_at", "built_by", "closing", "count", "id", "number", "pay_on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sent_at", "sent_by", "state", "why_discarded", "yen") SELECT old_values."answer_by", old_values."approvals", old_values."approved_at", old_values."approved_by", old_values."built_at", old_values."built_by", old_values."closing", old_values."count", old_values."id", old_values."number", old_values."pay_on", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."sent_at", old_values."sent_by", old_values."state", old_values."why_discarded", old_values."yen" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="655a36169509dad751c5bf094728f63eeb46423e",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_c22c3",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_payments_paymentrun",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentRunEvent",
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
                                to="subsidy_payments.paymentrun",
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
                            models.CharField(db_comment="支払処理の番号", max_length=12, verbose_name="支払番号"),
                        ),
                        ("pay_on", models.DateField(db_comment="振込指定日（銀行営業日）", verbose_name="振込指定日")),
                        (
                            "closing",
                            models.DateField(
                                db_comment="この日までに決定した請求を支払う", null=True, verbose_name="締め日"
                            ),
                        ),
                        ("count", models.IntegerField(db_comment="支払の件数", verbose_name="件数")),
                        ("yen", models.BigIntegerField(db_comment="合計金額（円）", verbose_name="合計金額")),
                        (
                            "approvals",
                            models.PositiveSmallIntegerField(
                                db_comment="金額によって決まる、承認に要る人数", default=1, verbose_name="承認の人数"
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("built", "作成（承認待ち）"),
                                    ("approved", "承認済"),
                                    ("sent", "振込依頼済"),
                                    ("settled", "結果取込済"),
                                    ("discarded", "取消"),
                                ],
                                db_comment="状態",
                                default="built",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "built_by",
                            models.CharField(db_comment="作成した者のID", max_length=64, verbose_name="作成者"),
                        ),
                        (
                            "built_at",
                            models.DateTimeField(auto_now_add=True, db_comment="作成した日時", verbose_name="作成日時"),
                        ),
                        (
                            "approved_by",
                            models.CharField(
                                blank=True, db_comment="最後に承認した者のID", max_length=64, verbose_name="承認者"
                            ),
                        ),
                        (
                            "approved_at",
                            models.DateTimeField(db_comment="最後に承認した日時", null=True, verbose_name="承認日時"),
                        ),
                        (
                            "sent_by",
                            models.CharField(
                                blank=True,
                                db_comment="振込データを出力した者のID",
                                max_length=64,
                                verbose_name="出力者",
                            ),
                        ),
                        (
                            "sent_at",
                            models.DateTimeField(
                                db_comment="振込データを出力した日時", null=True, verbose_name="出力日時"
                            ),
                        ),
                        (
                            "answer_by",
                            models.DateField(
                                db_comment="銀行の結果が届くはずの日", null=True, verbose_name="結果の期限"
                            ),
                        ),
                        (
                            "why_discarded",
                            models.CharField(
                                blank=True, db_comment="取り消した理由", max_length=200, verbose_name="取消しの理由"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_payments_paymentrun_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="a37e39150ee4167167b544ff3d2a4c658878c089",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_f16f1",
                                    table="subsidy_payments_paymentrun_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RunStep",
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
                                db_comment="支払処理",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="steps",
                                to="subsidy_payments.paymentrun",
                            ),
                        ),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("build", "作成"),
                                    ("approve1", "承認（1人目）"),
                                    ("approve2", "承認（2人目）"),
                                    ("approve3", "承認（3人目）"),
                                    ("send", "出力"),
                                ],
                                db_comment="段階（作成・承認・出力）",
                                max_length=10,
                                verbose_name="段階",
                            ),
                        ),
                        (
                            "by",
                            models.CharField(db_comment="その段階を行った者のID", max_length=64, verbose_name="した者"),
                        ),
                        ("at", models.DateTimeField(db_comment="その段階を行った日時", verbose_name="日時")),
                    ],
                    options={
                        "verbose_name": "支払の段階",
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "step"), name="subsidy_payments_step_once"),
                            models.UniqueConstraint(fields=("run", "by"), name="subsidy_payments_one_step_a_person"),
                            models.CheckConstraint(
                                condition=models.Q(("step__in", ["build", "approve1", "approve2", "approve3", "send"])),
                                name="subsidy_payments_step",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="bf63d1801c96d0f541b2978ca5ea08b4f8aaa1a8",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_eaa37",
                                    table="subsidy_payments_runstep",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Payment",
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
                                db_comment="支払処理",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="subsidy_payments.paymentrun",
                            ),
                        ),
                        (
                            "serial",
                            models.CharField(
                                db_comment="振込一連番号（顧客コード1）",
                                max_length=10,
                                unique=True,
                                verbose_name="振込一連番号",
                            ),
                        ),
                        (
                            "payee",
                            models.ForeignKey(
                                db_comment="支払を受ける人",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payments",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                db_comment="写し元の口座の届出",
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.bankaccount",
                            ),
                        ),
                        (
                            "yen",
                            models.BigIntegerField(
                                db_comment="振り込む金額（円、すべて相殺したときは0）", verbose_name="金額"
                            ),
                        ),
                        (
                            "deducted",
                            models.BigIntegerField(
                                db_comment="返還金と相殺して差し引いた額（円）", default=0, verbose_name="相殺額"
                            ),
                        ),
                        ("bank", models.CharField(db_comment="金融機関コード", max_length=4, verbose_name="銀行")),
                        ("bank_name", models.CharField(db_comment="金融機関名", max_length=60, verbose_name="銀行名")),
                        ("branch", models.CharField(db_comment="支店コード", max_length=3, verbose_name="支店")),
                        ("branch_name", models.CharField(db_comment="支店名", max_length=60, verbose_name="支店名")),
                        (
                            "account_type",
                            models.CharField(db_comment="預金種目", max_length=1, verbose_name="預金種目"),
                        ),
                        (
                            "account_number",
                            models.CharField(db_comment="口座番号", max_length=7, verbose_name="口座番号"),
                        ),
                        (
                            "holder",
                            models.CharField(
                                db_comment="受取人名（全銀の文字）", max_length=30, verbose_name="受取人名"
                            ),
                        ),
                        (
                            "new_code",
                            models.CharField(
                                db_comment="新規コード（1初回・2変更・0その他）",
                                max_length=1,
                                verbose_name="新規コード",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "予定"),
                                    ("sent", "振込中"),
                                    ("paid", "振込済"),
                                    ("failed", "振込不能"),
                                    ("returned", "組戻"),
                                    ("discarded", "取消"),
                                ],
                                db_comment="支払の状態",
                                default="planned",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "failure",
                            models.CharField(
                                blank=True, db_comment="振込不能・組戻の理由", max_length=40, verbose_name="不能理由"
                            ),
                        ),
                        (
                            "settled_at",
                            models.DateTimeField(db_comment="結果を取り込んだ日時", null=True, verbose_name="結果日時"),
                        ),
                        (
                            "returned_on",
                            models.DateField(
                                db_comment="振込済の後に銀行から戻った日", null=True, verbose_name="組戻日"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "支払",
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("state__in", ["planned", "sent", "paid", "failed", "returned", "discarded"])
                                ),
                                name="subsidy_payments_state",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("deducted__gte", 0), ("yen__range", (1, 9999999999))),
                                    models.Q(("deducted__gt", 0), ("yen", 0)),
                                    _connector="OR",
                                ),
                                name="subsidy_payments_positive",
                            ),
                            models.UniqueConstraint(fields=("run", "payee"), name="subsidy_payments_one_a_payee"),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="insert_insert",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_payments_payment_event" ("account_id", "account_number", "account_type", "bank", "bank_name", "branch", "branch_name", "deducted", "failure", "holder", "id", "new_code", "payee_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "returned_on", "run_id", "serial", "settled_at", "state", "yen") SELECT new_values."account_id", new_values."account_number", new_values."account_type", new_values."bank", new_values."bank_name", new_values."branch", new_values."branch_name", new_values."deducted", new_values."failure", new_values."holder", new_values."id", new_values."new_code", new_values."payee_id", _pgh_attached_context.value, NOW(), \'insert\', new_values."id", new_values."returned_on", new_values."run_id", new_values."serial", new_values."settled_at", new_values."state", new_values."yen" FROM ( SELECT new_values.* FROM new_values  ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="845bbfc59e88aae5803bd5363cf37e489b3e0baf",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_insert_insert_ee2f8",
                                    referencing="REFERENCING NEW TABLE AS new_values ",
                                    table="subsidy_payments_payment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="update_update",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_payments_payment_event" ("account_id", "account_number", "account_type", "bank", "bank_name", "branch", "branch_name", "deducted", "failure", "holder", "id", "new_code", "payee_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "returned_on", "run_id", "serial", "settled_at", "state", "yen") SELECT new_values."account_id", new_values."account_number", new_values."account_type", new_values."bank", new_values."bank_name", new_values."branch", new_values."branch_name", new_values."deducted", new_values."failure", new_values."holder", new_values."id", new_values."new_code", new_values."payee_id", _pgh_attached_context.value, NOW(), \'update\', new_values."id", new_values."returned_on", new_values."run_id", new_values."serial", new_values."settled_at", new_values."state", new_values."yen" FROM ( SELECT new_values.* FROM old_values JOIN new_values ON (old_values."id") = (new_values."id") WHERE (old_values.* IS DISTINCT FROM new_values.*) ) AS new_values, _pgh_attached_context; RETURN NULL;',
                                    hash="db360bcfb6b378973b2c9e93bc3df3b5b20eb3f5",
                                    level="STATEMENT",
                                    operation="UPDATE",
                                    pgid="pgtrigger_update_update_23596",
                                    referencing="REFERENCING OLD TABLE AS old_values  NEW TABLE AS new_values ",
                                    table="subsidy_payments_payment",
                                    when="AFTER",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="delete_delete",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func='WITH _pgh_attached_context AS ( SELECT _pgh_attach_context() AS value ) INSERT INTO "subsidy_payments_payment_event" ("account_id", "account_number", "account_type", "bank", "bank_name", "branch", "branch_name", "deducted", "failure", "holder", "id", "new_code", "payee_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "returned_on", "run_id", "serial", "settled_at", "state", "yen") SELECT old_values."account_id", old_values."account_number", old_values."account_type", old_values."bank", old_values."bank_name", old_values."branch", old_values."branch_name", old_values."deducted", old_values."failure", old_values."holder", old_values."id", old_values."new_code", old_values."payee_id", _pgh_attached_context.value, NOW(), \'delete\', old_values."id", old_values."returned_on", old_values."run_id", old_values."serial", old_values."settled_at", old_values."state", old_values."yen" FROM ( SELECT old_values.* FROM old_values  ) AS old_values, _pgh_attached_context; RETURN NULL;',
                                    hash="69579d147befc25525b588bc7aa280ce21ea2eb8",
                                    level="STATEMENT",
                                    operation="DELETE",
                                    pgid="pgtrigger_delete_delete_93e16",
                                    referencing="REFERENCING OLD TABLE AS old_values ",
                                    table="subsidy_payments_payment",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentEvent",
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
                                to="subsidy_payments.payment",
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
                            "run",
                            models.ForeignKey(
                                db_comment="支払処理",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_payments.paymentrun",
                            ),
                        ),
                        (
                            "serial",
                            models.CharField(
                                db_comment="振込一連番号（顧客コード1）", max_length=10, verbose_name="振込一連番号"
                            ),
                        ),
                        (
                            "payee",
                            models.ForeignKey(
                                db_comment="支払を受ける人",
                                db_constraint=False,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "account",
                            models.ForeignKey(
                                db_comment="写し元の口座の届出",
                                db_constraint=False,
                                null=True,
                                on_delete=django.db.models.deletion.DO_NOTHING,
                                related_name="+",
                                related_query_name="+",
                                to="subsidy_people.bankaccount",
                            ),
                        ),
                        (
                            "yen",
                            models.BigIntegerField(
                                db_comment="振り込む金額（円、すべて相殺したときは0）", verbose_name="金額"
                            ),
                        ),
                        (
                            "deducted",
                            models.BigIntegerField(
                                db_comment="返還金と相殺して差し引いた額（円）", default=0, verbose_name="相殺額"
                            ),
                        ),
                        ("bank", models.CharField(db_comment="金融機関コード", max_length=4, verbose_name="銀行")),
                        ("bank_name", models.CharField(db_comment="金融機関名", max_length=60, verbose_name="銀行名")),
                        ("branch", models.CharField(db_comment="支店コード", max_length=3, verbose_name="支店")),
                        ("branch_name", models.CharField(db_comment="支店名", max_length=60, verbose_name="支店名")),
                        (
                            "account_type",
                            models.CharField(db_comment="預金種目", max_length=1, verbose_name="預金種目"),
                        ),
                        (
                            "account_number",
                            models.CharField(db_comment="口座番号", max_length=7, verbose_name="口座番号"),
                        ),
                        (
                            "holder",
                            models.CharField(
                                db_comment="受取人名（全銀の文字）", max_length=30, verbose_name="受取人名"
                            ),
                        ),
                        (
                            "new_code",
                            models.CharField(
                                db_comment="新規コード（1初回・2変更・0その他）",
                                max_length=1,
                                verbose_name="新規コード",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "予定"),
                                    ("sent", "振込中"),
                                    ("paid", "振込済"),
                                    ("failed", "振込不能"),
                                    ("returned", "組戻"),
                                    ("discarded", "取消"),
                                ],
                                db_comment="支払の状態",
                                default="planned",
                                max_length=10,
                                verbose_name="状態",
                            ),
                        ),
                        (
                            "failure",
                            models.CharField(
                                blank=True, db_comment="振込不能・組戻の理由", max_length=40, verbose_name="不能理由"
                            ),
                        ),
                        (
                            "settled_at",
                            models.DateTimeField(db_comment="結果を取り込んだ日時", null=True, verbose_name="結果日時"),
                        ),
                        (
                            "returned_on",
                            models.DateField(
                                db_comment="振込済の後に銀行から戻った日", null=True, verbose_name="組戻日"
                            ),
                        ),
                    ],
                    options={
                        "db_table": "subsidy_payments_payment_event",
                        "abstract": False,
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="4361c7970214d58a7c91ae84abb93d2b2b40d4f8",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_493f2",
                                    table="subsidy_payments_payment_event",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentItem",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "payment",
                            models.ForeignKey(
                                db_comment="支払",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="items",
                                to="subsidy_payments.payment",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_comment="償還払いの請求",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="payment_items",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        (
                            "yen",
                            models.BigIntegerField(
                                db_comment="この請求について振り込む金額（円）", verbose_name="金額"
                            ),
                        ),
                        (
                            "granted",
                            models.BigIntegerField(
                                db_comment="作成したときの請求の助成額（円）", default=0, verbose_name="助成額"
                            ),
                        ),
                        (
                            "live",
                            models.BooleanField(
                                db_comment="支払予定または支払済か（不能・組戻・取消なら偽）",
                                default=True,
                                verbose_name="有効",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "支払の内訳",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("live", True)),
                                fields=("claim",),
                                name="subsidy_payments_claim_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentDeduction",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "payment",
                            models.ForeignKey(
                                db_comment="支払",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="deductions",
                                to="subsidy_payments.payment",
                            ),
                        ),
                        (
                            "receivable",
                            models.ForeignKey(
                                db_comment="相殺する返還金",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_recovery.receivable",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_comment="差し引く請求",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        ("yen", models.BigIntegerField(db_comment="差し引く額（円）", verbose_name="金額")),
                    ],
                    options={
                        "verbose_name": "支払の相殺",
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("payment", "receivable", "claim"), name="subsidy_payments_deduction_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("yen__gt", 0)), name="subsidy_payments_deduction_yen"
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="06f8dc2501f546bda74426a5f03f5ff4024de633",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_b7c63",
                                    table="subsidy_payments_paymentdeduction",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeftOut",
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
                                db_comment="支払処理",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="left_out",
                                to="subsidy_payments.paymentrun",
                            ),
                        ),
                        (
                            "claim",
                            models.ForeignKey(
                                db_comment="支払えない請求",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_claims.claim",
                            ),
                        ),
                        (
                            "payee",
                            models.ForeignKey(
                                db_comment="支払を受ける人",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        ("yen", models.BigIntegerField(db_comment="支払えない金額（円）", verbose_name="金額")),
                        (
                            "reason",
                            models.CharField(
                                choices=[
                                    ("no_account", "振込口座の届出がありません。口座の届出を受けてください。"),
                                    (
                                        "no_bank",
                                        "届出の銀行・支店がありません。通帳で確かめ、口座の届出を受けてください。",
                                    ),
                                    (
                                        "closed",
                                        "届出の支店は統廃合で使えなくなります。新しい支店と口座番号の届出を受けてください。",
                                    ),
                                    (
                                        "post",
                                        "ゆうちょ銀行の店番が預金種目と合いません。振込用の店番・口座番号の届出を受けてください。",
                                    ),
                                    (
                                        "bad_name",
                                        "口座名義に使えない文字があります。通帳のカナで届出を受けてください。",
                                    ),
                                    (
                                        "long_name",
                                        "口座名義が30文字を超えます。短い表記を銀行に確かめ、届出を受けてください。",
                                    ),
                                    ("failed", "前回の振込が不能でした。口座の変更の届出が必要です。"),
                                    ("closing", "締め日の後に決定しました。次回に支払います。"),
                                    ("no_amount", "支給額が0円です。支払はありません。"),
                                    ("too_much", "一人への振込が10桁を超えます。内容を確かめてください。"),
                                ],
                                db_comment="支払えない理由",
                                max_length=12,
                                verbose_name="理由",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "支払えないもの",
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "claim"), name="subsidy_payments_left_out_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "reason__in",
                                        [
                                            "no_account",
                                            "no_bank",
                                            "closed",
                                            "post",
                                            "bad_name",
                                            "long_name",
                                            "failed",
                                            "closing",
                                            "no_amount",
                                            "too_much",
                                        ],
                                    )
                                ),
                                name="subsidy_payments_left_out_reason",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="0843c23b8585360db41a2a2f59c1c454bf016429",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_43f27",
                                    table="subsidy_payments_leftout",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentFile",
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
                                db_comment="支払処理",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="files",
                                to="subsidy_payments.paymentrun",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("transfer", "振込データ（全銀）"),
                                    ("payees_pdf", "対象者一覧（PDF）"),
                                    ("payees_csv", "対象者一覧（CSV）"),
                                    ("banks_pdf", "銀行別集計表（PDF）"),
                                    ("banks_csv", "銀行別集計表（CSV）"),
                                    ("result", "振込結果"),
                                    ("notices", "支払通知書（1冊）"),
                                ],
                                db_comment="ファイルの種類",
                                max_length=12,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "part",
                            models.PositiveIntegerField(
                                db_comment="大きな一覧を分けたときの何冊目か", default=1, verbose_name="何冊目"
                            ),
                        ),
                        ("name", models.CharField(db_comment="ファイル名", max_length=60, verbose_name="ファイル名")),
                        ("media_type", models.CharField(db_comment="媒体型", max_length=60, verbose_name="媒体型")),
                        (
                            "content",
                            models.BinaryField(db_comment="内容（出したまま、受け取ったまま）", verbose_name="内容"),
                        ),
                        (
                            "sha256",
                            models.CharField(db_comment="内容のSHA-256", max_length=64, verbose_name="ハッシュ"),
                        ),
                        (
                            "made_at",
                            models.DateTimeField(auto_now_add=True, db_comment="作成した日時", verbose_name="作成日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "支払のファイル",
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "kind", "part"), name="subsidy_payments_file_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="c9dabca1ae67a07d30d6dde1297a1e56a3c0362c",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_2d6a8",
                                    table="subsidy_payments_paymentfile",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "run",
                            models.OneToOneField(
                                db_comment="支払処理",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handover",
                                to="subsidy_payments.paymentrun",
                            ),
                        ),
                        (
                            "sha256",
                            models.CharField(
                                db_comment="銀行に渡したファイルのSHA-256",
                                max_length=64,
                                unique=True,
                                verbose_name="ハッシュ",
                            ),
                        ),
                        (
                            "receipt_no",
                            models.CharField(
                                db_comment="銀行の受付番号", max_length=40, unique=True, verbose_name="受付番号"
                            ),
                        ),
                        ("count", models.IntegerField(db_comment="銀行が読んだ件数", verbose_name="件数")),
                        ("yen", models.BigIntegerField(db_comment="銀行が読んだ合計金額（円）", verbose_name="金額")),
                        (
                            "handed_by",
                            models.CharField(db_comment="銀行に渡した者のID", max_length=64, verbose_name="渡した者"),
                        ),
                        (
                            "handed_at",
                            models.DateTimeField(
                                db_comment="銀行が受け付けたことを登録した日時", verbose_name="渡した日時"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "銀行への引渡し",
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="e702c1575eba4e8fabaacb8c914b96cdb9e431f3",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_05b48",
                                    table="subsidy_payments_handover",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PaymentLetter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "payment",
                            models.ForeignKey(
                                db_comment="支払",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="subsidy_payments.payment",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[("notice", "支払通知書"), ("request", "振込口座の確認のお願い")],
                                db_comment="手紙の種類",
                                max_length=10,
                                verbose_name="種類",
                            ),
                        ),
                        (
                            "addressee",
                            models.ForeignKey(
                                db_comment="あて名の人",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="subsidy_people.person",
                            ),
                        ),
                        (
                            "document_id",
                            models.CharField(db_comment="手紙の印刷物の番号", max_length=36, verbose_name="印刷物"),
                        ),
                        ("issued_on", models.DateField(db_comment="手紙の日付", verbose_name="発行日")),
                    ],
                    options={
                        "verbose_name": "支払の手紙",
                        "indexes": [models.Index(fields=["document_id"], name="subsidy_payments_letter_paper")],
                        "constraints": [
                            models.UniqueConstraint(fields=("payment", "kind"), name="subsidy_payments_letter_once"),
                            models.CheckConstraint(
                                condition=models.Q(("kind__in", ["notice", "request"])),
                                name="subsidy_payments_letter_kind",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="3511ee2ca137ec82e152a55f2a9dc59a4331623d",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_c7e28",
                                    table="subsidy_payments_paymentletter",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RefusedResult",
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
                                db_comment="支払処理",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="refused_results",
                                to="subsidy_payments.paymentrun",
                            ),
                        ),
                        ("content", models.BinaryField(db_comment="受け取ったままの内容", verbose_name="内容")),
                        (
                            "sha256",
                            models.CharField(db_comment="内容のSHA-256", max_length=64, verbose_name="ハッシュ"),
                        ),
                        ("findings", models.JSONField(db_comment="取り込めない理由", verbose_name="指摘")),
                        (
                            "received_by",
                            models.CharField(db_comment="登録した者のID", max_length=64, verbose_name="登録者"),
                        ),
                        (
                            "received_at",
                            models.DateTimeField(auto_now_add=True, db_comment="登録した日時", verbose_name="登録日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "取り込めない振込結果",
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="ea860b44ac419df3646f20cd7195a2d47b611d95",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_c7899",
                                    table="subsidy_payments_refusedresult",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BranchClosure",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("bank", models.CharField(db_comment="金融機関コード", max_length=4, verbose_name="銀行")),
                        ("branch", models.CharField(db_comment="支店コード", max_length=3, verbose_name="支店")),
                        (
                            "closed_on",
                            models.DateField(db_comment="この日から振り込めない", verbose_name="使えなくなる日"),
                        ),
                        (
                            "source",
                            models.CharField(
                                db_comment="銀行の知らせなど、登録の根拠", max_length=200, verbose_name="根拠"
                            ),
                        ),
                        (
                            "registered_by",
                            models.CharField(db_comment="登録した者のID", max_length=64, verbose_name="登録者"),
                        ),
                        (
                            "registered_at",
                            models.DateTimeField(auto_now_add=True, db_comment="登録した日時", verbose_name="登録日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "支店の統廃合",
                        "constraints": [
                            models.UniqueConstraint(fields=("bank", "branch"), name="subsidy_payments_closed_once")
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="678d8022651ca070722f786d75bb3d479309c215",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_1c887",
                                    table="subsidy_payments_branchclosure",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
    ]
