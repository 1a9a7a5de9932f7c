from importlib import import_module

from django.db import migrations

# The same rows as before, put so that a question for few columns reads little. Every part has the same types, letter for
# letter: only then does PostgreSQL leave out what nobody asked for. Persons are joined by LEFT JOIN, since it leaves out no
# other; the keys that are followed are never empty, and always there. How a case is handled is looked up case by case: what
# was handled once stays for ever, and a join would read ten years of it for what is open now.
CASES = """
CREATE OR REPLACE VIEW subsidy_desk_case AS
SELECT c.kind || ':' || c.subject AS id, c.kind, c.subject, c.number, c.target, c.person_id, c.ward_code, c.opened_on, c.step,
    coalesce(h.due_on, c.letter_due) AS own_due, coalesce(h.assigned_to, '') AS assigned_to, coalesce(h.version, 0) AS version
FROM (
    SELECT 'application'::text AS kind, a.receipt_number::text AS subject, a.receipt_number::text AS number,
        a.receipt_number::text AS target, a.applicant_id AS person_id, a.ward_code::text AS ward_code,
        a.received_on AS opened_on, NULL::date AS letter_due,
        CASE a.state WHEN 'entered' THEN 'compare' WHEN 'received' THEN 'examine' ELSE
            CASE WHEN EXISTS (SELECT 1 FROM subsidy_entitlements_examination e
                WHERE e.application_id = a.id AND e.state = 'requested') THEN 'approve' ELSE 'examining' END END AS step
    FROM subsidy_applications_application a WHERE a.state IN ('entered', 'received', 'examining')
    UNION ALL
    SELECT 'notification', n.number::text, n.number::text, n.number::text, f.applicant_id, p.ward_code::text, n.received_on, NULL, 'compare'
    FROM subsidy_notifications_notification n
    LEFT JOIN subsidy_entitlements_family f ON f.id = n.family_id LEFT JOIN subsidy_people_person p ON p.id = f.applicant_id
    WHERE n.state = 'entered'
    UNION ALL
    SELECT 'review', r.id::text, 'MN' || lpad(r.id::text, 8, '0'), r.id::text, r.person_id, p.ward_code::text,
        (r.opened_at AT TIME ZONE 'Asia/Tokyo')::date, NULL,
        CASE WHEN r.state = 'open' THEN 'review' WHEN e.state = 'requested' THEN 'approve' ELSE 'examining' END
    FROM subsidy_notifications_review r
    LEFT JOIN subsidy_entitlements_family f ON f.id = r.family_id LEFT JOIN subsidy_people_person p ON p.id = f.applicant_id
    LEFT JOIN subsidy_entitlements_examination e ON e.id = r.examination_id
    WHERE r.state IN ('open', 'examining')
    UNION ALL
    SELECT 'consequence', q.id::text, q.subject::text, q.review_id::text, q.person_id, p.ward_code::text,
        (coalesce(r.settled_at, r.opened_at) AT TIME ZONE 'Asia/Tokyo')::date, NULL, 'decide'
    FROM subsidy_notifications_consequence q
    LEFT JOIN subsidy_notifications_review r ON r.id = q.review_id
    LEFT JOIN subsidy_entitlements_family f ON f.id = r.family_id LEFT JOIN subsidy_people_person p ON p.id = f.applicant_id
    WHERE q.state = 'open'
    UNION ALL
    SELECT 'claim', c.number::text, c.number::text, c.number::text, c.person_id, p.ward_code::text, c.claimed_on, NULL,
        CASE WHEN c.state = '51' THEN 'failed' ELSE 'decide' END
    FROM subsidy_claims_claim c LEFT JOIN subsidy_people_person p ON p.id = c.person_id WHERE c.state IN ('10', '20', '51')
    UNION ALL
    SELECT 'appeal', a.number::text, a.number::text, a.number::text, a.appellant_id, p.ward_code::text, a.filed_on, NULL, 'appealed'
    FROM subsidy_appeals_appeal a LEFT JOIN subsidy_people_person p ON p.id = a.appellant_id
    WHERE a.state IN ('received', 'correcting', 'proceeding')
    UNION ALL
    SELECT 'returned', m.id::text, coalesce(k.number, 'HY' || lpad(m.id::text, 8, '0'))::text, m.id::text, m.person_id,
        p.ward_code::text, m.returned_on, NULL, 'returned'
    FROM subsidy_certificates_returnedmail m LEFT JOIN subsidy_people_person p ON p.id = m.person_id
    LEFT JOIN subsidy_certificates_certificate k ON k.id = m.certificate_id
    WHERE m.state = 'open'
    UNION ALL
    SELECT 'papers', a.receipt_number::text, a.receipt_number::text, a.receipt_number::text, a.applicant_id, a.ward_code::text,
        l.asked_on, l.due_on, 'papers'
    FROM (SELECT DISTINCT application_id FROM subsidy_papers_paper WHERE state = 'asked') w
    JOIN subsidy_applications_application a ON a.id = w.application_id AND a.state IN ('entered', 'received', 'examining')
    JOIN LATERAL (SELECT max(t.asked_on) AS asked_on, max(t.due_on) AS due_on FROM subsidy_papers_paperletter t
        WHERE t.application_id = a.id) l ON l.due_on IS NOT NULL
    UNION ALL
    SELECT 'receivable', r.number::text, r.number::text, r.number::text, r.debtor_id, coalesce(p.ward_code, '')::text,
        coalesce((SELECT min(o.proposed_on) FROM subsidy_recovery_order o WHERE o.receivable_id = r.id AND o.state = 'proposed'),
            r.proposed_on), NULL, CASE WHEN r.state = '05' THEN 'decide' ELSE 'approve' END
    FROM subsidy_recovery_receivable r LEFT JOIN subsidy_people_person p ON p.id = r.debtor_id
    WHERE r.state = '05'
        OR r.id IN (SELECT o.receivable_id FROM subsidy_recovery_order o WHERE o.state = 'proposed')
    UNION ALL
    SELECT 'injury', i.number::text, i.number::text, i.number::text, i.person_id, p.ward_code::text, i.notified_on, NULL, 'decide'
    FROM subsidy_third_parties_injurycase i LEFT JOIN subsidy_people_person p ON p.id = i.person_id
    WHERE i.state IN ('received', 'claiming') AND EXISTS (
        SELECT 1 FROM subsidy_third_parties_treatment t WHERE t.case_id = i.id AND t.judgement = 'open')
    UNION ALL
    SELECT 'claim_hold', d.id::text, c.number::text, c.number::text, c.person_id, p.ward_code::text, d.opened_on, d.follow_up_on, 'held'
    FROM subsidy_claims_hold d LEFT JOIN subsidy_claims_claim c ON c.id = d.claim_id
    LEFT JOIN subsidy_people_person p ON p.id = c.person_id
    WHERE d.released_on IS NULL
    UNION ALL
    SELECT 'receipt', l.id::text, 'RC' || lpad(l.id::text, 8, '0'), l.id::text, l.person_id, coalesce(p.ward_code, '')::text,
        (f.uploaded_at AT TIME ZONE 'Asia/Tokyo')::date, NULL, 'decide'
    FROM subsidy_receipts_receiptline l LEFT JOIN subsidy_receipts_receiptfile f ON f.id = l.file_id
    LEFT JOIN subsidy_people_person p ON p.id = l.person_id
    WHERE l.state = 'held'
    UNION ALL
    SELECT 'transfer', r.number::text, r.number::text, r.number::text, NULL, '',
        (coalesce(r.sent_at, r.built_at) AT TIME ZONE 'Asia/Tokyo')::date, r.answer_by, 'answer'
    FROM subsidy_payments_paymentrun r WHERE r.state = 'sent' AND r.answer_by IS NOT NULL
    UNION ALL
    SELECT 'extraction', x.number::text, x.number::text, x.number::text, NULL, '',
        (x.asked_at AT TIME ZONE 'Asia/Tokyo')::date, NULL, 'approve'
    FROM subsidy_extraction_extraction x WHERE x.state = 'asked'
) c LEFT JOIN LATERAL (
    SELECT o.due_on, o.assigned_to, o.version FROM subsidy_desk_casehandling o
    WHERE o.kind = c.kind AND o.subject = c.subject LIMIT 1) h ON true
"""
BEFORE = import_module("sasae.subsidy.desk.migrations.0003_money_waits").CASES


class Migration(migrations.Migration):
    dependencies = [("subsidy_desk", "0003_money_waits")]

    operations = [migrations.RunSQL(CASES, BEFORE)]
