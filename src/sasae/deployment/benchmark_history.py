"""What ten years leave behind of each family of a benchmark, and what is open of it, made inside the database.

A statement a table; `since` is the first id of the families it is made for.
"""

FIRST_YEAR, LAST_YEAR = 2017, 2025  # before the year of the cover the families were given
_PAST = f"""
    FROM subsidy_entitlements_recipient r JOIN subsidy_entitlements_entitlement e ON e.recipient_id = r.id
        AND e.valid_from >= '{LAST_YEAR + 1}-01-01', generate_series({FIRST_YEAR}, {LAST_YEAR}) y
    WHERE r.id >= %(since)s AND (r.id + y) %% 9 < 4
"""
_CLAIMS = """
    FROM subsidy_entitlements_recipient r JOIN subsidy_entitlements_familymember m ON m.person_id = r.person_id
        JOIN subsidy_entitlements_family f ON f.id = m.family_id, generate_series(1, 6) n
    WHERE r.id >= %(since)s
"""
_WORK = (  # what is open of each kind, beside ten years of what is settled
    (
        "subsidy_notifications_notification",
        """INSERT INTO subsidy_notifications_notification (number, kind, family_id, received_on, occurred_on, content,
               postal_code, address, late, identity_checked, state, token, entered_by, entered_at, confirmed_by, version)
           SELECT 'TD' || y || lpad(f.id::text, 10, '0'), '01', f.id, make_date(y, 6, 10), make_date(y, 6, 1), '{}', '', '',
               false, '免許証', CASE WHEN y = 2026 AND f.id %% 50 = 0 THEN 'entered' ELSE 'effective' END,
               md5(f.id || '-' || y), 'counter1', make_date(y, 6, 10),
               CASE WHEN y = 2026 AND f.id %% 50 = 0 THEN '' ELSE 'counter2' END, 1
           FROM subsidy_entitlements_family f, generate_series(2017, 2026, 3) y WHERE f.id >= %(since)s""",
    ),
    (
        "subsidy_notifications_review",
        """INSERT INTO subsidy_notifications_review (family_id, person_id, cause, occurred_on, to_do, needs_examination, late,
               state, opened_by, opened_at, settled_by, settled_at, note)
           SELECT f.id, f.applicant_id, 'moved_within', make_date(y, 7, 1), '転居した', true, false, found.state, 'register',
               make_date(y, 7, 2), CASE found.state WHEN 'open' THEN '' ELSE 'counter2' END,
               CASE found.state WHEN 'open' THEN NULL ELSE make_date(y, 7, 9) END, ''
           FROM subsidy_entitlements_family f, generate_series(2017, 2026, 3) y,
               LATERAL (SELECT CASE WHEN y = 2026 AND f.id %% 25 = 0 THEN 'open' ELSE 'done' END AS state) found
           WHERE f.id >= %(since)s""",
    ),
    (
        "subsidy_notifications_consequence",
        """INSERT INTO subsidy_notifications_consequence (review_id, kind, subject, person_id, text, state, ticked_by, note)
           SELECT v.id, 'check', 'KA' || v.id, v.person_id, '確かめる', found.state,
               CASE found.state WHEN 'open' THEN '' ELSE 'counter2' END, ''
           FROM subsidy_notifications_review v, LATERAL (SELECT CASE
               WHEN v.occurred_on >= '2026-01-01' AND v.family_id %% 40 = 0 THEN 'open' ELSE 'done' END AS state) found
           WHERE v.family_id >= %(since)s""",
    ),
    (
        "subsidy_claims_claim",
        """INSERT INTO subsidy_claims_claim (number, recipient_id, person_id, payee_id, treatment_month, provider, days,
               treated_on, total_cost, insured_self_pay, meals, high_cost, fringe, other_public, school_insurance,
               benefits_settled, claimed_on, state, amount, decision, refusal_document, entered_by,
               decided_by, entered_at)
           SELECT '2026-' || lpad(r.id::text, 8, '0'), r.id, r.person_id, f.applicant_id, '2026-05', '架空医院', 1, '{}',
               10000, 3000, 0, 0, 0, 0, 0, true, '2026-06-10', '10', 0, '', '', 'counter1', '', now()
           FROM subsidy_entitlements_recipient r JOIN subsidy_entitlements_familymember m ON m.person_id = r.person_id
               JOIN subsidy_entitlements_family f ON f.id = m.family_id
           WHERE r.id >= %(since)s AND r.id %% 25 = 0""",
    ),
    (
        "subsidy_appeals_appeal",
        """INSERT INTO subsidy_appeals_appeal (number, examination_id, appellant_id, proxy, known_on, filed_on, deadline,
               deadline_basis, late_reason, purport, state, ruling, ruling_reason, entered_by, received_at, document_id)
           SELECT 'SK2026-' || lpad(e.id::text, 10, '0'), e.id, a.applicant_id, '', '2026-06-15', '2026-06-20',
               '2026-09-15', '決定を知った日の翌日から3か月', '', '決定の取消しを求める', 'received', '', '', 'counter1', now(), ''
           FROM subsidy_entitlements_examination e JOIN subsidy_applications_application a ON a.id = e.application_id
           WHERE e.id >= %(since)s AND e.id %% 50 = 0""",
    ),
    (
        "subsidy_certificates_returnedmail",
        """INSERT INTO subsidy_certificates_returnedmail (person_id, certificate_id, document_id, returned_on, reason,
               next_step, state, done_on, note, handled_by)
           SELECT r.person_id, c.id, '', c.issued_on + 20, 'unknown', 'check', found.state,
               CASE found.state WHEN 'open' THEN NULL ELSE c.issued_on + 40 END, '', 'counter1'
           FROM subsidy_certificates_certificate c JOIN subsidy_entitlements_recipient r ON r.id = c.recipient_id,
               LATERAL (SELECT CASE WHEN c.state = '1' AND c.id %% 100 = 0 THEN 'open' ELSE 'done' END AS state) found
           WHERE c.recipient_id >= %(since)s AND c.id %% 20 = 0""",
    ),
    (
        "subsidy_papers_paper",
        """INSERT INTO subsidy_papers_paper (application_id, kind, label, state, arrived_on, why, changed_by)
           SELECT a.id, 'insurance', '健康保険の資格が分かるもの', found.state,
               CASE found.state WHEN 'asked' THEN NULL ELSE a.received_on END, '', 'counter1'
           FROM subsidy_applications_application a, LATERAL (SELECT CASE
               WHEN a.state IN ('received', 'examining') AND a.applicant_id %% 3 = 0 THEN 'asked' ELSE 'there' END AS state)
               found
           WHERE a.applicant_id >= %(since)s""",
    ),
    (
        "subsidy_papers_paperletter",
        """INSERT INTO subsidy_papers_paperletter (number, application_id, reminder, asked_on, due_on, labels, document_id,
               asked_by)
           SELECT 'SY' || p.id, p.application_id, false, '2026-05-20', '2026-06-03', '[]', '', 'counter1'
           FROM subsidy_papers_paper p JOIN subsidy_applications_application a ON a.id = p.application_id
           WHERE p.state = 'asked' AND a.applicant_id >= %(since)s""",
    ),
    (  # whose work it was, of what is settled too
        "subsidy_desk_casehandling",
        """INSERT INTO subsidy_desk_casehandling (kind, subject, assigned_to, plan, version, changed_by, changed_at)
           SELECT 'claim', c.number, 'bench' || (1 + c.id %% 100), '', 1, 'counter1', c.claimed_on
           FROM subsidy_claims_claim c WHERE c.recipient_id >= %(since)s AND c.id %% 2 = 0""",
    ),
    (  # the list of work, which triggers keep, is made from all of it when it is first asked for
        "subsidy_desk_casechange",
        "INSERT INTO subsidy_desk_casechange (kind, row_id) VALUES ('all', 0)",
    ),
)
_SETTLED = (
    (
        "subsidy_applications_application",
        """INSERT INTO subsidy_applications_application (receipt_number, channel, procedure, version, received_on, form,
               form_sha256, applicant_id, ward_code, identity_checked, attachments, state, entered_by, confirmed_by,
               registered_at)
           SELECT 'KW' || y || lpad(a.id::text, 12, '0'), 'paper', a.procedure, 1, make_date(y, 1 + a.id::int %% 12, 5),
               a.form, '', a.applicant_id, p.ward_code, '免許証', '[]',
               CASE WHEN y = 2026 THEN (ARRAY['received', 'examining'])[1 + a.id %% 2] ELSE 'decided' END,
               'counter1', 'counter2', make_date(y, 1 + a.id::int %% 12, 5)
           FROM subsidy_applications_application a JOIN subsidy_people_person p ON p.id = a.applicant_id,
               generate_series(2018, 2026, 4) y
           WHERE a.receipt_number LIKE 'KW20260615%%' AND a.id >= %(since)s AND (y < 2026 OR a.id %% 20 = 0)""",
    ),
    (
        "subsidy_entitlements_entitlement",
        f"""INSERT INTO subsidy_entitlements_entitlement (recipient_id, family_id, examination_id, valid_from, valid_to,
               loss_reason, annulled, created_at)
           SELECT r.id, e.family_id, e.examination_id, make_date(y, 1, 1), make_date(y, 12, 31), '', false,
               make_date(y, 1, 1) {_PAST}""",
    ),
    (
        "subsidy_certificates_certificate",
        """INSERT INTO subsidy_certificates_certificate (number, entitlement_id, recipient_id, kind, state, valid_from,
               valid_to, issued_on, document_id, copy, reason, note, form, language, voided_on)
           SELECT to_char(e.valid_from, 'YYYY') || '-' || lpad((e.id %% 100000000)::text, 8, '0'), e.id, e.recipient_id, '2',
               CASE WHEN e.valid_to < '2026-01-01' THEN '4' ELSE '1' END, e.valid_from, e.valid_to, e.valid_from, '', 1,
               '', '', 'a6', 'easy', CASE WHEN e.valid_to < '2026-01-01' THEN e.valid_to + 1 END
           FROM subsidy_entitlements_entitlement e WHERE e.recipient_id >= %(since)s""",
    ),
    (
        "subsidy_claims_claim",
        f"""INSERT INTO subsidy_claims_claim (number, recipient_id, person_id, payee_id, treatment_month, provider, days,
               treated_on, total_cost, insured_self_pay, meals, high_cost, fringe, other_public, school_insurance,
               benefits_settled, claimed_on, state, amount, decision, refusal_document, entered_by,
               decided_by, decided_on, entered_at)
           SELECT (2016 + n) || '-' || lpad(r.id::text, 8, '0'), r.id, r.person_id, f.applicant_id,
               (2016 + n) || '-' || lpad((1 + r.id %% 12)::text, 2, '0'), '架空医院' || r.id %% 300, 1, '{{}}', 10000,
               3000, 0, 0, 0, 0, 0, true, make_date(2016 + n, 12, 20), '50', 3000, '', '', 'counter1',
               'examiner1', make_date(2016 + n, 12, 25), now() {_CLAIMS}""",
    ),
    (
        "subsidy_ledger_posting",
        """INSERT INTO subsidy_ledger_posting (cause, "on", text, by, at)
           SELECT what || c.id, c.decided_on, '償還払い ' || c.number, 'examiner1', now()
           FROM subsidy_claims_claim c, unnest(ARRAY['claim:', 'paid:']) what WHERE c.recipient_id >= %(since)s""",
    ),
    (
        "subsidy_ledger_postingline",
        """INSERT INTO subsidy_ledger_postingline (posting_id, account, yen, person_id, provider, treatment_month, scheme)
           SELECT p.id, CASE WHEN (what = 'claim:') = (sign = 1) THEN
                   CASE WHEN sign = 1 THEN 'reimbursement' ELSE 'bank' END ELSE 'payable_to_person' END,
               sign * c.amount, c.person_id, c.provider, c.treatment_month, '2'
           FROM subsidy_claims_claim c, unnest(ARRAY['claim:', 'paid:']) what, unnest(ARRAY[1, -1]) sign,
               subsidy_ledger_posting p
           WHERE p.cause = what || c.id AND c.recipient_id >= %(since)s""",
    ),
    (  # rows are put in without the trigger that keeps these
        "subsidy_ledger_accountbalance",
        """WITH emptied AS (DELETE FROM subsidy_ledger_accountbalance)
           INSERT INTO subsidy_ledger_accountbalance (account, part, yen)
           SELECT account, -%(since)s - 1, sum(yen) FROM subsidy_ledger_postingline GROUP BY account""",
    ),
)

HISTORY = (*_SETTLED, *_WORK)
