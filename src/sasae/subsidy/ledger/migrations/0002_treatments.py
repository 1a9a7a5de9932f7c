from django.db import migrations, models

# A second grant of the same treatment is refused by the books themselves, whatever the way it came: twice by
# reimbursement, or once in kind and once by reimbursement. A treatment is what a receipt (レセプト) is about: person,
# provider, month, point table, in- or outpatient. Another bill of the same receipt, set apart by what staff wrote, has more
# than two letters and stands for itself. Where the treatment is not known (two letters are missing) it may be any that is
# not set apart. What was reversed counts no more; what an old system paid is taken as it was.
ONCE = r"""
CREATE OR REPLACE FUNCTION subsidy_ledger_granted_once() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    twice record;
BEGIN
    SELECT l.person_id, l.treatment_month, l.key INTO twice
    FROM (
        SELECT DISTINCT person_id, treatment_month, subsidy_ledger_provider_key(provider) AS key, treatment
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
            AND (b.treatment = l.treatment
                OR (length(b.treatment) <= 2 AND length(l.treatment) <= 2 AND (b.treatment = '' OR l.treatment = '')))
    ) live
    WHERE live.reimbursed > 1 OR (live.reimbursed > 0 AND live.in_kind > 0) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'sasae: a second grant of person %, month %, provider %', twice.person_id, twice.treatment_month,
            twice.key USING ERRCODE = 'unique_violation', CONSTRAINT = 'subsidy_ledger_granted_once';
    END IF;
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("subsidy_ledger", "0001_tables")]
    operations = [
        migrations.AddField(
            model_name="postingline",
            name="treatment",
            field=models.CharField(
                db_comment="診療の区分（点数表・入外の2字と、別の請求の区別。空は分からない）",
                db_default="",
                default="",
                max_length=40,
                verbose_name="診療の区分",
            ),
        ),
        migrations.RunSQL(ONCE),
    ]
