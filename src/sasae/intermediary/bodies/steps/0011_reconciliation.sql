-- Holding a body's records against the core's own, night by night; and the permits, for the evidence of an exchange.

CREATE TABLE record_difference (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    processing_no varchar(24) NOT NULL,
    side          varchar(2) NOT NULL CHECK (side IN ('照会', '提供')),
    kind          varchar(12) NOT NULL,
    ours          varchar(500) NOT NULL,
    cores         varchar(500) NOT NULL,
    state         varchar(10) NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'gone', 'explained')),
    found_at      timestamptz NOT NULL,
    settled_at    timestamptz,
    settled_by    varchar(64) NOT NULL DEFAULT '',
    note          varchar(500) NOT NULL DEFAULT '',
    CHECK ((state = 'open') = (settled_at IS NULL))
);
CREATE UNIQUE INDEX record_difference_once ON record_difference (processing_no, side, kind) WHERE state <> 'gone';
COMMENT ON TABLE record_difference IS '情報提供等記録とコアシステムの記録との違い';
COMMENT ON COLUMN record_difference.id IS '番号';
COMMENT ON COLUMN record_difference.processing_no IS '処理通番';
COMMENT ON COLUMN record_difference.side IS '照会側か提供側か';
COMMENT ON COLUMN record_difference.kind IS '違いの種類';
COMMENT ON COLUMN record_difference.ours IS '自団体の記録';
COMMENT ON COLUMN record_difference.cores IS 'コアシステムの記録';
COMMENT ON COLUMN record_difference.state IS '状態';
COMMENT ON COLUMN record_difference.found_at IS '見つけた日時';
COMMENT ON COLUMN record_difference.settled_at IS '解消した、または説明がついた日時';
COMMENT ON COLUMN record_difference.settled_by IS '説明を書いた職員';
COMMENT ON COLUMN record_difference.note IS '説明';

CREATE TABLE reconciliation (
    id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    since    timestamptz NOT NULL,
    until    timestamptz NOT NULL,
    compared integer NOT NULL,
    found    integer NOT NULL,
    done_at  timestamptz NOT NULL
);
COMMENT ON TABLE reconciliation IS 'コアシステムの記録との照合';
COMMENT ON COLUMN reconciliation.id IS '番号';
COMMENT ON COLUMN reconciliation.since IS '求めの日時の始め';
COMMENT ON COLUMN reconciliation.until IS '求めの日時の終わり';
COMMENT ON COLUMN reconciliation.compared IS '照合した照会の数';
COMMENT ON COLUMN reconciliation.found IS '見つかった違いの数';
COMMENT ON COLUMN reconciliation.done_at IS '照合した日時';

-- A record is put right once; what put it right may be put right in turn.
CREATE UNIQUE INDEX provision_record_corrected ON provision_record (corrects);

ALTER TABLE permit_use ADD COLUMN sealed_permit text NOT NULL DEFAULT '';
COMMENT ON COLUMN permit_use.sealed_permit IS '許可証（団体の鍵で暗号化）';

GRANT SELECT, INSERT, UPDATE ON record_difference TO BODY_ROLE;
GRANT SELECT, INSERT ON reconciliation TO BODY_ROLE;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA BODY_ROLE TO BODY_ROLE;
