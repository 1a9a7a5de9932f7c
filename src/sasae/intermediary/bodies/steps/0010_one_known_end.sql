-- What it takes that every query ends in one known state, and that each side's record of it can be held against the other's.

ALTER TABLE inquiry
    ADD COLUMN ends_at       timestamptz,
    ADD COLUMN attempts      integer NOT NULL DEFAULT 0,
    ADD COLUMN problem       varchar(300) NOT NULL DEFAULT '',
    ADD COLUMN answer_sha256 varchar(64) NOT NULL DEFAULT '',
    ADD COLUMN closed_at     timestamptz,
    ADD COLUMN findings      text[] NOT NULL DEFAULT '{}';
CREATE INDEX inquiry_open ON inquiry (ends_at) WHERE state IN ('requested', 'not_automatic');
COMMENT ON COLUMN inquiry.ends_at IS '回答を待つ期限';
COMMENT ON COLUMN inquiry.attempts IS 'コアシステムに届かなかった送信の回数';
COMMENT ON COLUMN inquiry.problem IS '直前に届かなかった理由';
COMMENT ON COLUMN inquiry.answer_sha256 IS '回答（暗号）のSHA-256';
COMMENT ON COLUMN inquiry.closed_at IS '終わった日時';
COMMENT ON COLUMN inquiry.findings IS '回答に見つかった誤りの番号';

-- A permit is used once, whatever becomes of it, and by whichever process comes first.
CREATE TABLE permit_use (
    permit_no     varchar(60) PRIMARY KEY,
    permit_sha256 varchar(64) NOT NULL DEFAULT '',
    used_at       timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE permit_use IS '使われた情報提供許可証';
COMMENT ON COLUMN permit_use.permit_no IS '情報提供許可証の番号';
COMMENT ON COLUMN permit_use.permit_sha256 IS '許可証のSHA-256';
COMMENT ON COLUMN permit_use.used_at IS '使われた日時';
INSERT INTO permit_use (permit_no, used_at) SELECT permit_no, requested_at FROM provision;

ALTER TABLE provision
    ADD COLUMN permit_sha256 varchar(64) NOT NULL DEFAULT '',
    ADD COLUMN answer_sha256 varchar(64) NOT NULL DEFAULT '',
    DROP CONSTRAINT provision_state_check;
-- A constraint is added by itself: schema-based sharding asks for it.
ALTER TABLE provision ADD CONSTRAINT provision_state_check CHECK (state IN ('answered', 'nobody', 'not_automatic', 'refused', 'void'));
CREATE INDEX provision_of_query ON provision (processing_no);
COMMENT ON COLUMN provision.permit_sha256 IS '許可証のSHA-256';
COMMENT ON COLUMN provision.answer_sha256 IS '提供した回答（暗号）のSHA-256';

-- What was refused before anything was looked up: it may be forged, and so is no record of article 23.
CREATE TABLE provision_refusal (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    processing_no varchar(24) NOT NULL,
    inquirer      varchar(6) NOT NULL,
    information   varchar(16) NOT NULL,
    permit_sha256 varchar(64) NOT NULL,
    message       varchar(500) NOT NULL,
    refused_at    timestamptz NOT NULL
);
CREATE INDEX provision_refusal_of_query ON provision_refusal (processing_no);
COMMENT ON TABLE provision_refusal IS '許可証を認めず断った求め';
COMMENT ON COLUMN provision_refusal.id IS '番号';
COMMENT ON COLUMN provision_refusal.processing_no IS '求めにあった処理通番';
COMMENT ON COLUMN provision_refusal.inquirer IS '求めにあった照会者';
COMMENT ON COLUMN provision_refusal.information IS '求めにあった特定個人情報名コード';
COMMENT ON COLUMN provision_refusal.permit_sha256 IS '許可証のSHA-256';
COMMENT ON COLUMN provision_refusal.message IS '断った理由';
COMMENT ON COLUMN provision_refusal.refused_at IS '断った日時';

-- A record is put right by another record that says what it puts right, never by a change.
ALTER TABLE provision_record
    ADD COLUMN basis         varchar(200) NOT NULL DEFAULT '',
    ADD COLUMN permit_sha256 varchar(64) NOT NULL DEFAULT '',
    ADD COLUMN answer_sha256 varchar(64) NOT NULL DEFAULT '',
    ADD COLUMN message       varchar(500) NOT NULL DEFAULT '',
    ADD COLUMN corrects      bigint,
    ADD COLUMN order_no      varchar(60) NOT NULL DEFAULT '',
    ADD COLUMN reason        varchar(500) NOT NULL DEFAULT '',
    DROP CONSTRAINT provision_record_side_processing_no_result_key;
ALTER TABLE provision_record ADD CONSTRAINT provision_record_correction CHECK ((corrects IS NULL) = (order_no = ''));
CREATE UNIQUE INDEX provision_record_once ON provision_record (side, processing_no, result) WHERE corrects IS NULL;
CREATE INDEX provision_record_requested ON provision_record (requested_at);
COMMENT ON COLUMN provision_record.basis IS '法的根拠';
COMMENT ON COLUMN provision_record.permit_sha256 IS '許可証のSHA-256（提供側）';
COMMENT ON COLUMN provision_record.answer_sha256 IS '回答（暗号）のSHA-256';
COMMENT ON COLUMN provision_record.message IS '結果の説明';
COMMENT ON COLUMN provision_record.corrects IS '訂正した記録の番号（訂正でなければ空）';
COMMENT ON COLUMN provision_record.order_no IS '訂正の決定の文書番号';
COMMENT ON COLUMN provision_record.reason IS '訂正の理由';

GRANT SELECT, INSERT ON permit_use, provision_refusal TO BODY_ROLE;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA BODY_ROLE TO BODY_ROLE;
