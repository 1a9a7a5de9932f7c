-- Flags of protected persons, kept apart from the copies: each change is a row of its own, the newest version counts.

CREATE TABLE protection (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source      varchar(8) NOT NULL CHECK (source IN ('body', 'operator')),
    flag_no     varchar(40) NOT NULL,
    version     integer NOT NULL CHECK (version > 0),
    unified_no  varchar(15) NOT NULL,
    information varchar(16) NOT NULL DEFAULT '',
    kind        varchar(13) NOT NULL CHECK (kind IN ('not_disclosed', 'not_automatic')),
    valid_from  date NOT NULL,
    valid_to    date,
    lifted      boolean NOT NULL DEFAULT false,
    reason      varchar(500) NOT NULL,
    set_by      varchar(64) NOT NULL,
    set_at      timestamptz NOT NULL,
    asked_by    varchar(64) NOT NULL DEFAULT '',
    asked_at    timestamptz,
    asked_why   varchar(500) NOT NULL DEFAULT '',
    UNIQUE (source, flag_no, version),
    CHECK (valid_to IS NULL OR valid_from <= valid_to)
);
CREATE INDEX protection_person ON protection (unified_no);
CREATE SEQUENCE protection_seq;
COMMENT ON TABLE protection IS '不開示・自動応答不可の登録';
COMMENT ON COLUMN protection.id IS '番号';
COMMENT ON COLUMN protection.source IS '登録元（団体の連携基盤、または運用担当者）';
COMMENT ON COLUMN protection.flag_no IS '登録番号（登録元の中で一つ）';
COMMENT ON COLUMN protection.version IS '版番号';
COMMENT ON COLUMN protection.unified_no IS '団体内統合宛名番号';
COMMENT ON COLUMN protection.information IS '特定個人情報名コード（空はすべて）';
COMMENT ON COLUMN protection.kind IS '不開示、または自動応答不可';
COMMENT ON COLUMN protection.valid_from IS '期間の初日';
COMMENT ON COLUMN protection.valid_to IS '期間の末日（空は期限なし）';
COMMENT ON COLUMN protection.lifted IS '解除した版';
COMMENT ON COLUMN protection.reason IS '理由';
COMMENT ON COLUMN protection.set_by IS '登録した者';
COMMENT ON COLUMN protection.set_at IS '登録日時';
COMMENT ON COLUMN protection.asked_by IS '解除を申し出た職員';
COMMENT ON COLUMN protection.asked_at IS '解除を申し出た日時';
COMMENT ON COLUMN protection.asked_why IS '解除の理由';

ALTER TABLE provision
    ADD COLUMN protected       boolean NOT NULL DEFAULT false,
    ADD COLUMN proposed_by     varchar(64) NOT NULL DEFAULT '',
    ADD COLUMN proposed_at     timestamptz,
    ADD COLUMN proposed_reason varchar(500) NOT NULL DEFAULT '';
COMMENT ON COLUMN provision.protected IS '不開示・自動応答不可の登録がある人への求め';
COMMENT ON COLUMN provision.proposed_by IS '提供を起案した職員';
COMMENT ON COLUMN provision.proposed_at IS '提供を起案した日時';
COMMENT ON COLUMN provision.proposed_reason IS '起案の理由';

GRANT SELECT, INSERT, UPDATE ON protection TO BODY_ROLE;
GRANT USAGE ON SEQUENCE protection_seq TO BODY_ROLE;
