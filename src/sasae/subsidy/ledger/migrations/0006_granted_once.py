from django.db import migrations

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
    dependencies = [("subsidy_ledger", "0005_chart_of_accounts")]
    operations = [migrations.RunSQL(ONCE, TWICE)]
