-- What one body holds. Runs in the body's own schema; no statement here or elsewhere names two of them.
-- No triggers, so that the schema can be spread to another machine as it is: rows that only grow are kept so by grant.
-- BODY_ROLE stands for the role of the body, which bears the schema's name.

CREATE SEQUENCE processing_seq;

CREATE TABLE code (
    unified_no    varchar(15) PRIMARY KEY,
    processing_no varchar(24) NOT NULL UNIQUE,
    code          varchar(64) UNIQUE,
    state         varchar(10) NOT NULL DEFAULT 'requested' CHECK (state IN ('requested', 'completed', 'error')),
    requested_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    completed_at  timestamptz,
    CHECK ((state = 'completed') = (code IS NOT NULL))
);
COMMENT ON TABLE code IS '符号と団体内統合宛名番号の紐付け';
COMMENT ON COLUMN code.unified_no IS '団体内統合宛名番号';
COMMENT ON COLUMN code.processing_no IS '処理通番';
COMMENT ON COLUMN code.code IS '情報提供用個人識別符号';
COMMENT ON COLUMN code.state IS '符号取得の状態';
COMMENT ON COLUMN code.requested_at IS '要求日時';
COMMENT ON COLUMN code.completed_at IS '取得日時';

CREATE TABLE copy (
    id              bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    information     varchar(16) NOT NULL,
    record_id       varchar(40) NOT NULL,
    version         integer NOT NULL CHECK (version > 0),
    unified_no      varchar(15) NOT NULL,
    period_from     date NOT NULL,
    period_to       date NOT NULL,
    not_disclosed   boolean NOT NULL,
    automatic_reply boolean NOT NULL,
    payload         text NOT NULL,
    registered_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (information, record_id, version),
    CHECK (period_from <= period_to)
);
CREATE INDEX copy_person ON copy (unified_no, information);
COMMENT ON TABLE copy IS '副本';
COMMENT ON COLUMN copy.id IS '番号';
COMMENT ON COLUMN copy.information IS '特定個人情報名コード';
COMMENT ON COLUMN copy.record_id IS 'レコード識別番号';
COMMENT ON COLUMN copy.version IS '版番号';
COMMENT ON COLUMN copy.unified_no IS '団体内統合宛名番号';
COMMENT ON COLUMN copy.period_from IS '対象期間の初日';
COMMENT ON COLUMN copy.period_to IS '対象期間の末日';
COMMENT ON COLUMN copy.not_disclosed IS '不開示';
COMMENT ON COLUMN copy.automatic_reply IS '自動応答の可否';
COMMENT ON COLUMN copy.payload IS '副本データ（団体の鍵で暗号化）';
COMMENT ON COLUMN copy.registered_at IS '登録日時';

CREATE TABLE inquiry (
    processing_no varchar(24) PRIMARY KEY,
    record_id     varchar(40) NOT NULL UNIQUE,
    unified_no    varchar(15) NOT NULL,
    affair        varchar(16) NOT NULL,
    procedure     varchar(16) NOT NULL,
    information   varchar(16) NOT NULL,
    provider      varchar(6) NOT NULL,
    period_from   date NOT NULL,
    period_to     date NOT NULL,
    office        varchar(40) NOT NULL,
    operator      varchar(64) NOT NULL,
    not_disclosed boolean NOT NULL,
    state         varchar(15) NOT NULL DEFAULT 'requested'
                  CHECK (state IN ('requested', 'answered', 'nobody', 'not_automatic', 'refused', 'error')),
    permit_no     varchar(60) NOT NULL DEFAULT '',
    sealed_answer text NOT NULL DEFAULT '',
    message       varchar(500) NOT NULL DEFAULT '',
    requested_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    submitted_at  timestamptz,
    provided_at   timestamptz
);
COMMENT ON TABLE inquiry IS '情報照会';
COMMENT ON COLUMN inquiry.processing_no IS '処理通番';
COMMENT ON COLUMN inquiry.record_id IS 'レコード識別番号';
COMMENT ON COLUMN inquiry.unified_no IS '団体内統合宛名番号';
COMMENT ON COLUMN inquiry.affair IS '事務コード';
COMMENT ON COLUMN inquiry.procedure IS '事務手続コード';
COMMENT ON COLUMN inquiry.information IS '特定個人情報名コード';
COMMENT ON COLUMN inquiry.provider IS '提供者の団体コード';
COMMENT ON COLUMN inquiry.period_from IS '対象期間の初日';
COMMENT ON COLUMN inquiry.period_to IS '対象期間の末日';
COMMENT ON COLUMN inquiry.office IS '照会部署';
COMMENT ON COLUMN inquiry.operator IS '操作者';
COMMENT ON COLUMN inquiry.not_disclosed IS '不開示';
COMMENT ON COLUMN inquiry.state IS '状態';
COMMENT ON COLUMN inquiry.permit_no IS '情報提供許可証の番号';
COMMENT ON COLUMN inquiry.sealed_answer IS '回答（団体の鍵で暗号化）';
COMMENT ON COLUMN inquiry.message IS '説明';
COMMENT ON COLUMN inquiry.requested_at IS '求めの日時';
COMMENT ON COLUMN inquiry.submitted_at IS 'コアシステムが受け付けた日時';
COMMENT ON COLUMN inquiry.provided_at IS '提供の日時';

CREATE TABLE provision (
    permit_no     varchar(60) PRIMARY KEY,
    processing_no varchar(24) NOT NULL,
    inquirer      varchar(6) NOT NULL,
    unified_no    varchar(15),
    affair        varchar(16) NOT NULL,
    procedure     varchar(16) NOT NULL,
    information   varchar(16) NOT NULL,
    items         text[] NOT NULL,
    state         varchar(15) NOT NULL
                  CHECK (state IN ('answered', 'nobody', 'not_automatic', 'refused')),
    message       varchar(500) NOT NULL DEFAULT '',
    requested_at  timestamptz NOT NULL,
    provided_at   timestamptz
);
COMMENT ON TABLE provision IS '情報提供';
COMMENT ON COLUMN provision.permit_no IS '情報提供許可証の番号（一度だけ使える）';
COMMENT ON COLUMN provision.processing_no IS '照会側の処理通番';
COMMENT ON COLUMN provision.inquirer IS '照会者の団体コード';
COMMENT ON COLUMN provision.unified_no IS '団体内統合宛名番号';
COMMENT ON COLUMN provision.affair IS '事務コード';
COMMENT ON COLUMN provision.procedure IS '事務手続コード';
COMMENT ON COLUMN provision.information IS '特定個人情報名コード';
COMMENT ON COLUMN provision.items IS '提供した項目';
COMMENT ON COLUMN provision.state IS '状態';
COMMENT ON COLUMN provision.message IS '説明';
COMMENT ON COLUMN provision.requested_at IS '求めの日時';
COMMENT ON COLUMN provision.provided_at IS '提供の日時';

CREATE TABLE provision_record (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    side          varchar(2) NOT NULL CHECK (side IN ('照会', '提供')),
    processing_no varchar(24) NOT NULL,
    unified_no    varchar(15) NOT NULL,
    inquirer      varchar(6) NOT NULL,
    provider      varchar(6) NOT NULL,
    affair        varchar(16) NOT NULL,
    procedure     varchar(16) NOT NULL,
    information   varchar(16) NOT NULL,
    items         text[] NOT NULL,
    permit_no     varchar(60) NOT NULL,
    requested_at  timestamptz NOT NULL,
    provided_at   timestamptz,
    result        varchar(15) NOT NULL,
    not_disclosed boolean NOT NULL,
    keep_until    date NOT NULL,
    recorded_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (side, processing_no, result)
);
CREATE INDEX provision_record_person ON provision_record (unified_no);
COMMENT ON TABLE provision_record IS '情報提供等記録（番号法23条）';
COMMENT ON COLUMN provision_record.id IS '記録の番号';
COMMENT ON COLUMN provision_record.side IS '照会側か提供側か';
COMMENT ON COLUMN provision_record.processing_no IS '処理通番';
COMMENT ON COLUMN provision_record.unified_no IS '団体内統合宛名番号';
COMMENT ON COLUMN provision_record.inquirer IS '情報照会者';
COMMENT ON COLUMN provision_record.provider IS '情報提供者';
COMMENT ON COLUMN provision_record.affair IS '事務コード';
COMMENT ON COLUMN provision_record.procedure IS '事務手続コード';
COMMENT ON COLUMN provision_record.information IS '特定個人情報名コード';
COMMENT ON COLUMN provision_record.items IS '項目';
COMMENT ON COLUMN provision_record.permit_no IS '情報提供許可証の番号';
COMMENT ON COLUMN provision_record.requested_at IS '求めの日時';
COMMENT ON COLUMN provision_record.provided_at IS '提供の日時';
COMMENT ON COLUMN provision_record.result IS '結果';
COMMENT ON COLUMN provision_record.not_disclosed IS '不開示';
COMMENT ON COLUMN provision_record.keep_until IS '保存期限';
COMMENT ON COLUMN provision_record.recorded_at IS '記録日時';

GRANT SELECT, INSERT, UPDATE ON code, copy, inquiry, provision TO BODY_ROLE;
GRANT SELECT, INSERT ON provision_record TO BODY_ROLE;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA BODY_ROLE TO BODY_ROLE;
