import django.db.models.deletion
import pgtrigger.compiler
import sasae.foundation.history.tables
from django.db import migrations, models


# As the owner: the application may book, and change no balance. Who books holds a part alone until the transaction ends: no
# two wait for one another, whatever the order of their accounts. Only where 256 book at once does one wait for another.
KEEP = """
CREATE FUNCTION subsidy_ledger_keep_balance() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    parts CONSTANT integer := 256;
    book CONSTANT integer := hashtext('subsidy_ledger_accountbalance');
    mine integer := pg_backend_pid() % parts;
    tried integer := 0;
BEGIN
    WHILE NOT pg_try_advisory_xact_lock(book, mine) LOOP
        tried := tried + 1;
        mine := (mine + 1) % parts;
        IF tried = parts THEN
            PERFORM pg_advisory_xact_lock(book, mine);
            EXIT;
        END IF;
    END LOOP;
    INSERT INTO subsidy_ledger_accountbalance AS kept (account, part, yen)
    SELECT account, mine, CASE TG_OP WHEN 'DELETE' THEN -sum(yen) ELSE sum(yen) END
    FROM changed GROUP BY account ORDER BY account
    ON CONFLICT (account, part) DO UPDATE SET yen = kept.yen + excluded.yen;
    RETURN NULL;
END $$;
CREATE TRIGGER subsidy_ledger_booked AFTER INSERT ON subsidy_ledger_postingline
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION subsidy_ledger_keep_balance();
CREATE TRIGGER subsidy_ledger_gone AFTER DELETE ON subsidy_ledger_postingline
    REFERENCING OLD TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION subsidy_ledger_keep_balance();
"""
FORGET = """
DROP TRIGGER subsidy_ledger_gone ON subsidy_ledger_postingline;
DROP TRIGGER subsidy_ledger_booked ON subsidy_ledger_postingline;
DROP FUNCTION subsidy_ledger_keep_balance();
"""

# A second grant of the same treatment is refused by the books themselves, whatever the way it came: twice by
# reimbursement, or once in kind and once by reimbursement. What was reversed counts no more; another kind of receipt
# of the same provider is another treatment, and the receipts' own key tells those apart. What an old system paid is taken
# as it was, and stands against a second grant here.
ONCE = r"""
CREATE FUNCTION subsidy_ledger_provider_key(provider text) RETURNS text LANGUAGE sql IMMUTABLE
RETURN lower(regexp_replace(normalize(provider, NFKC), '\s', '', 'g'));
CREATE INDEX subsidy_ledger_reimbursed ON subsidy_ledger_postingline (person_id, treatment_month)
    WHERE account = 'reimbursement';
CREATE FUNCTION subsidy_ledger_granted_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    twice record;
BEGIN
    SELECT l.person_id, l.treatment_month, l.key INTO twice
    FROM (
        SELECT DISTINCT person_id, treatment_month, subsidy_ledger_provider_key(provider) AS key
        FROM changed c JOIN subsidy_ledger_posting p ON p.id = c.posting_id
        WHERE account IN ('in_kind', 'reimbursement') AND yen > 0 AND p.cause NOT LIKE 'opening:%' AND (account = 'reimbursement' OR EXISTS (
            SELECT 1 FROM subsidy_ledger_postingline r WHERE r.account = 'reimbursement'
                AND r.person_id = c.person_id AND r.treatment_month = c.treatment_month))
    ) l CROSS JOIN LATERAL (
        SELECT coalesce(sum(sign(b.yen)) FILTER (WHERE b.account = 'reimbursement'), 0) AS reimbursed,
            coalesce(sum(sign(b.yen)) FILTER (WHERE b.account = 'in_kind'), 0) AS in_kind
        FROM subsidy_ledger_postingline b
        WHERE b.person_id = l.person_id AND b.treatment_month = l.treatment_month
            AND b.account IN ('in_kind', 'reimbursement') AND subsidy_ledger_provider_key(b.provider) = l.key
    ) live
    WHERE live.reimbursed > 1 OR (live.reimbursed > 0 AND live.in_kind > 0) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'sasae: a second grant of person %, month %, provider %', twice.person_id, twice.treatment_month,
            twice.key USING ERRCODE = 'unique_violation', CONSTRAINT = 'subsidy_ledger_granted_once';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER subsidy_ledger_granted_once AFTER INSERT ON subsidy_ledger_postingline
    REFERENCING NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION subsidy_ledger_granted_once();
"""
TWICE = """
DROP TRIGGER subsidy_ledger_granted_once ON subsidy_ledger_postingline;
DROP FUNCTION subsidy_ledger_granted_once();
DROP INDEX subsidy_ledger_reimbursed;
DROP FUNCTION subsidy_ledger_provider_key(text);
"""


class Migration(migrations.Migration):
    replaces = [
        ("subsidy_ledger", "0001_initial"),
        ("subsidy_ledger", "0002_initial"),
        ("subsidy_ledger", "0003_self_audit"),
        ("subsidy_ledger", "0004_kept_balances"),
        ("subsidy_ledger", "0005_chart_of_accounts"),
        ("subsidy_ledger", "0006_granted_once"),
    ]

    initial = True

    dependencies = [
        ("subsidy_people", "0001_tables"),
    ]

    operations = [
        sasae.foundation.history.tables.CreateTables(
            [
                migrations.CreateModel(
                    name="Posting",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "cause",
                            models.CharField(
                                db_comment="記帳の原因（一つの原因に一度だけ）",
                                max_length=60,
                                unique=True,
                                verbose_name="原因",
                            ),
                        ),
                        ("on", models.DateField(db_comment="記帳の日", verbose_name="記帳日")),
                        ("text", models.CharField(db_comment="摘要", max_length=200, verbose_name="摘要")),
                        (
                            "by",
                            models.CharField(db_comment="記帳した者または処理", max_length=64, verbose_name="記帳者"),
                        ),
                        (
                            "at",
                            models.DateTimeField(auto_now_add=True, db_comment="記帳した日時", verbose_name="記帳日時"),
                        ),
                    ],
                    options={
                        "verbose_name": "記帳",
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="a9e0c5d8d5cd91a87176988cac6053d541c43a97",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_c78d4",
                                    table="subsidy_ledger_posting",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PostingLine",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "posting",
                            models.ForeignKey(
                                db_comment="記帳",
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="lines",
                                to="subsidy_ledger.posting",
                            ),
                        ),
                        (
                            "account",
                            models.CharField(
                                choices=[
                                    ("in_kind", "助成費（現物給付）"),
                                    ("reimbursement", "助成費（償還払い）"),
                                    ("payable_to_body", "未払金（審査支払機関）"),
                                    ("payable_to_person", "未払金（受給者）"),
                                    ("in_transit", "振込中"),
                                    ("bank", "預金"),
                                    ("due_from_person", "未収金（本人）"),
                                    ("due_from_insurer", "未収金（保険者）"),
                                    ("due_from_third_party", "未収金（第三者）"),
                                    ("due_from_body", "未収金（審査支払機関）"),
                                    ("recovered", "返還収入"),
                                    ("collected", "収納金"),
                                    ("set_off", "相殺"),
                                    ("overpaid", "過誤納金"),
                                    ("written_off", "不納欠損"),
                                ],
                                db_comment="勘定",
                                max_length=20,
                                verbose_name="勘定",
                            ),
                        ),
                        (
                            "yen",
                            models.BigIntegerField(db_comment="金額（円、借方が正、貸方が負）", verbose_name="金額"),
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
                                db_comment="医療機関コードまたは名称", max_length=60, verbose_name="医療機関"
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
                    ],
                    options={
                        "verbose_name": "記帳の明細",
                        "indexes": [
                            models.Index(fields=["person", "treatment_month"], name="subsidy_ledger_person"),
                            models.Index(fields=["account"], name="subsidy_ledger_account"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("yen", 0), _negated=True), name="subsidy_ledger_not_zero"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "account__in",
                                        [
                                            "in_kind",
                                            "reimbursement",
                                            "payable_to_body",
                                            "payable_to_person",
                                            "in_transit",
                                            "bank",
                                            "due_from_person",
                                            "due_from_insurer",
                                            "due_from_third_party",
                                            "due_from_body",
                                            "recovered",
                                            "collected",
                                            "set_off",
                                            "overpaid",
                                            "written_off",
                                        ],
                                    )
                                ),
                                name="subsidy_ledger_account",
                            ),
                        ],
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="7583a48d47ff40d9fcc89c8f083583758324f8c0",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_f2519",
                                    table="subsidy_ledger_postingline",
                                    when="BEFORE",
                                ),
                            ),
                            pgtrigger.compiler.Trigger(
                                name="balanced",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    declare="DECLARE wrong bigint;",
                                    func="\n    SELECT posting_id INTO wrong FROM changed GROUP BY posting_id HAVING sum(yen) <> 0 LIMIT 1;\n    IF FOUND THEN\n        RAISE EXCEPTION 'sasae: posting % does not sum to zero', wrong USING ERRCODE = 'check_violation';\n    END IF;\n    RETURN NULL;\n",
                                    hash="31cf5d809e67ef90b343faea7706b10bd833c08f",
                                    level="STATEMENT",
                                    operation="INSERT",
                                    pgid="pgtrigger_balanced_45190",
                                    referencing="REFERENCING NEW TABLE AS changed ",
                                    table="subsidy_ledger_postingline",
                                    when="AFTER",
                                ),
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AccountBalance",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        (
                            "account",
                            models.CharField(
                                choices=[
                                    ("in_kind", "助成費（現物給付）"),
                                    ("reimbursement", "助成費（償還払い）"),
                                    ("payable_to_body", "未払金（審査支払機関）"),
                                    ("payable_to_person", "未払金（受給者）"),
                                    ("in_transit", "振込中"),
                                    ("bank", "預金"),
                                    ("due_from_person", "未収金（本人）"),
                                    ("due_from_insurer", "未収金（保険者）"),
                                    ("due_from_third_party", "未収金（第三者）"),
                                    ("due_from_body", "未収金（審査支払機関）"),
                                    ("recovered", "返還収入"),
                                    ("collected", "収納金"),
                                    ("set_off", "相殺"),
                                    ("overpaid", "過誤納金"),
                                    ("written_off", "不納欠損"),
                                ],
                                db_comment="勘定",
                                max_length=20,
                                verbose_name="勘定",
                            ),
                        ),
                        (
                            "part",
                            models.IntegerField(
                                db_comment="同時に記帳する処理が待ち合わないための区分（記帳の間は一つの処理だけが使う）",
                                verbose_name="分け前",
                            ),
                        ),
                        (
                            "yen",
                            models.BigIntegerField(
                                db_comment="この区分の明細の合計（円、借方が正、貸方が負）", verbose_name="金額"
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "勘定の残高",
                        "constraints": [
                            models.UniqueConstraint(fields=("account", "part"), name="subsidy_ledger_balance_part")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LedgerAudit",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("on", models.DateField(db_comment="検査した日", verbose_name="検査日")),
                        (
                            "at",
                            models.DateTimeField(auto_now_add=True, db_comment="検査した日時", verbose_name="検査日時"),
                        ),
                        ("lines", models.IntegerField(db_comment="調べた台帳の明細の数", verbose_name="明細数")),
                        ("claims", models.IntegerField(db_comment="調べた支給決定の数", verbose_name="請求数")),
                        (
                            "receipts",
                            models.IntegerField(
                                db_comment="調べた認定済みのレセプト明細の数", verbose_name="レセプト数"
                            ),
                        ),
                        ("yen", models.BigIntegerField(db_comment="助成の総額（円）", verbose_name="助成額")),
                        (
                            "findings",
                            models.JSONField(db_comment="指摘（なければ空）", default=list, verbose_name="指摘"),
                        ),
                        ("errors", models.IntegerField(db_comment="誤りの指摘の数", verbose_name="誤りの数")),
                    ],
                    options={
                        "verbose_name": "台帳の自己検査",
                        "triggers": [
                            pgtrigger.compiler.Trigger(
                                name="append_only",
                                sql=pgtrigger.compiler.UpsertTriggerSql(
                                    func="\n    IF TG_OP = 'DELETE' AND session_user LIKE '%\\_retention' THEN\n        RETURN NULL;\n    END IF;\n    RAISE EXCEPTION 'sasae: % of append-only table % is refused', TG_OP, TG_TABLE_NAME\n        USING ERRCODE = 'insufficient_privilege';\n",
                                    hash="9c6a1de77e74e4162fb1d425134be2f89e0cb8f0",
                                    level="STATEMENT",
                                    operation="UPDATE OR DELETE OR TRUNCATE",
                                    pgid="pgtrigger_append_only_7d795",
                                    table="subsidy_ledger_ledgeraudit",
                                    when="BEFORE",
                                ),
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.RunSQL(KEEP, FORGET),
        migrations.RunSQL(ONCE, TWICE),
    ]
