-- Every table of a body has its period; what a suit or an audit needs is held back; a deletion is certified by a digest.

CREATE TABLE deletion_hold (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    key           varchar(60) NOT NULL CHECK (key <> ''),
    why           varchar(200) NOT NULL CHECK (why <> ''),
    state         varchar(10) NOT NULL DEFAULT 'held' CHECK (state IN ('held', 'lift_asked', 'lifted')),
    placed_by     varchar(64) NOT NULL,
    placed_at     timestamptz NOT NULL,
    lift_why      varchar(200) NOT NULL DEFAULT '',
    lift_asked_by varchar(64) NOT NULL DEFAULT '',
    lifted_by     varchar(64) NOT NULL DEFAULT '',
    lifted_at     timestamptz,
    CHECK ((state = 'lifted') = (lifted_at IS NOT NULL)),
    CHECK (lifted_by = '' OR lifted_by <> lift_asked_by)
);
CREATE UNIQUE INDEX deletion_hold_once ON deletion_hold (key) WHERE state <> 'lifted';
COMMENT ON TABLE deletion_hold IS '消去からの保全';
COMMENT ON COLUMN deletion_hold.id IS '番号';
COMMENT ON COLUMN deletion_hold.key IS '保全するものの番号（統合宛名番号・処理通番・許可証番号・一括番号）';
COMMENT ON COLUMN deletion_hold.why IS '保全の理由（個人の情報は書かない）';
COMMENT ON COLUMN deletion_hold.state IS '状態';
COMMENT ON COLUMN deletion_hold.placed_by IS '保全した職員';
COMMENT ON COLUMN deletion_hold.placed_at IS '保全日時';
COMMENT ON COLUMN deletion_hold.lift_why IS '解除を求める理由';
COMMENT ON COLUMN deletion_hold.lift_asked_by IS '解除を求めた職員';
COMMENT ON COLUMN deletion_hold.lifted_by IS '解除を承認した職員';
COMMENT ON COLUMN deletion_hold.lifted_at IS '解除日時';

ALTER TABLE deletion_run ADD COLUMN digest varchar(64) NOT NULL DEFAULT '';
COMMENT ON COLUMN deletion_run.digest IS '承認した対象の種類と番号を並べたもののSHA-256';

CREATE INDEX copy_of_batch ON copy (batch_id);
CREATE INDEX provision_record_permit ON provision_record (permit_no);

GRANT SELECT, INSERT, UPDATE ON deletion_hold TO BODY_ROLE;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA BODY_ROLE TO BODY_ROLE;
GRANT SELECT ON limit_change, correction_line TO BODY_ROLE_retention;
GRANT SELECT, DELETE ON copy_batch, copy_source, deletion_hold TO BODY_ROLE_retention;
GRANT SELECT, DELETE ON permit_use, provision_refusal, reconciliation, record_difference TO BODY_ROLE_retention;
