-- Copies in batches: one content key a batch, wrapped to the body; versions that withdraw; how new the source is.

CREATE TABLE copy_batch (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_no      varchar(60) NOT NULL UNIQUE,
    information   varchar(16) NOT NULL,
    sealed_key    text NOT NULL,
    outline       varchar(64) NOT NULL,
    registered    integer NOT NULL,
    known         integer NOT NULL,
    refused       integer NOT NULL,
    warnings      integer NOT NULL,
    holds_until   timestamptz,
    registered_at timestamptz NOT NULL
);
CREATE INDEX copy_batch_newest ON copy_batch (registered_at);
COMMENT ON TABLE copy_batch IS '副本の一括登録';
COMMENT ON COLUMN copy_batch.id IS '番号';
COMMENT ON COLUMN copy_batch.batch_no IS '一括番号（団体が付ける）';
COMMENT ON COLUMN copy_batch.information IS '特定個人情報名コード';
COMMENT ON COLUMN copy_batch.sealed_key IS '内容の鍵（団体の鍵で暗号化）';
COMMENT ON COLUMN copy_batch.outline IS '内容を除く各行の要約のSHA-256';
COMMENT ON COLUMN copy_batch.registered IS '新しく登録した件数';
COMMENT ON COLUMN copy_batch.known IS '登録済みだった件数';
COMMENT ON COLUMN copy_batch.refused IS '登録できなかった件数';
COMMENT ON COLUMN copy_batch.warnings IS '注意の件数';
COMMENT ON COLUMN copy_batch.holds_until IS 'この時までの原本の変更を含む';
COMMENT ON COLUMN copy_batch.registered_at IS '登録日時';

CREATE TABLE copy_finding (
    id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    batch_id   bigint NOT NULL,
    place      integer NOT NULL,
    record_id  varchar(40) NOT NULL,
    version    integer NOT NULL,
    unified_no varchar(15) NOT NULL,
    finding    varchar(8) NOT NULL,
    severity   varchar(7) NOT NULL,
    message    varchar(300) NOT NULL
);
CREATE INDEX copy_finding_batch ON copy_finding (batch_id);
COMMENT ON TABLE copy_finding IS '副本の登録の所見';
COMMENT ON COLUMN copy_finding.id IS '番号';
COMMENT ON COLUMN copy_finding.batch_id IS '一括登録';
COMMENT ON COLUMN copy_finding.place IS '一括の中の行（1から）';
COMMENT ON COLUMN copy_finding.record_id IS 'レコード識別番号';
COMMENT ON COLUMN copy_finding.version IS '版番号';
COMMENT ON COLUMN copy_finding.unified_no IS '団体内統合宛名番号';
COMMENT ON COLUMN copy_finding.finding IS '所見の番号';
COMMENT ON COLUMN copy_finding.severity IS '重さ（error は登録しない、warning は登録する）';
COMMENT ON COLUMN copy_finding.message IS '説明';

CREATE TABLE copy_source (
    information varchar(16) PRIMARY KEY,
    changed_at  timestamptz,
    reported_at timestamptz,
    holds_until timestamptz
);
COMMENT ON TABLE copy_source IS '副本の原本の新しさ';
COMMENT ON COLUMN copy_source.information IS '特定個人情報名コード';
COMMENT ON COLUMN copy_source.changed_at IS '原本の最新の変更';
COMMENT ON COLUMN copy_source.reported_at IS '原本の新しさの報告を受けた日時';
COMMENT ON COLUMN copy_source.holds_until IS '副本がこの時までの変更を含む';

ALTER TABLE copy
    ADD COLUMN batch_id  bigint,
    ADD COLUMN withdrawn boolean NOT NULL DEFAULT false,
    ADD COLUMN public_to date;
COMMENT ON COLUMN copy.batch_id IS '一括登録（空は、行ごとに暗号化した以前のもの）';
COMMENT ON COLUMN copy.withdrawn IS '取消しの版（この記録は応答に使わない）';
COMMENT ON COLUMN copy.public_to IS '公開終了日';

-- What was provided out of copies that were older than their source says so.
ALTER TABLE provision ADD COLUMN stale boolean NOT NULL DEFAULT false;
ALTER TABLE provision_record ADD COLUMN stale boolean NOT NULL DEFAULT false;
COMMENT ON COLUMN provision.stale IS '原本より古い副本からの提供';
COMMENT ON COLUMN provision_record.stale IS '原本より古い副本からの提供';

GRANT SELECT, INSERT ON copy_batch, copy_finding TO BODY_ROLE;
GRANT SELECT, INSERT, UPDATE ON copy_source TO BODY_ROLE;
