from django.db import migrations

# What stood alone becomes a folder of one line: in sets, and again where it was broken off. Who decided had compared.
FOLDERS = """
INSERT INTO subsidy_claims_claimfolder (number, payee_id, claimed_on, channel, note, state, back_why, entered_by, entered_at,
        compared_by, papers_closed_by)
    SELECT 'S' || c.number, c.payee_id, c.claimed_on, 'counter', '',
        CASE WHEN c.decided_by = '' THEN 'entered' ELSE 'compared' END, '', c.entered_by, c.entered_at, c.decided_by, ''
    FROM subsidy_claims_claim c WHERE c.folder_id IS NULL
    ON CONFLICT (number) DO NOTHING;
UPDATE subsidy_claims_claim c SET folder_id = f.id FROM subsidy_claims_claimfolder f
    WHERE c.folder_id IS NULL AND f.number = 'S' || c.number;
"""
RECEIPTS = """
INSERT INTO subsidy_claims_attachment (folder_id, claim_id, name, media_type, content, digest, kept_by, kept_at)
    SELECT c.folder_id, c.id, '領収書', c.receipt_type, c.receipt, encode(sha256(c.receipt), 'hex'), c.entered_by, c.entered_at
    FROM subsidy_claims_claim c WHERE c.receipt IS NOT NULL AND length(c.receipt) > 0
    ON CONFLICT (folder_id, digest) DO NOTHING;
"""


class Migration(migrations.Migration):
    dependencies = [("subsidy_claims", "0004_folders")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE subsidy_claim_folder_number", "DROP SEQUENCE subsidy_claim_folder_number"),
        migrations.RunSQL("CREATE SEQUENCE subsidy_claim_letter_number", "DROP SEQUENCE subsidy_claim_letter_number"),
        migrations.RunSQL(FOLDERS, migrations.RunSQL.noop),
        migrations.RunSQL(RECEIPTS, migrations.RunSQL.noop),
    ]
