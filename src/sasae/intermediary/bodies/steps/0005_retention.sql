-- Deletion on schedule: listed, approved by another, deleted by a role that can do nothing else, confirmed.

CREATE TABLE deletion_run (
    id           bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    due_on       date NOT NULL,
    state        varchar(10) NOT NULL CHECK (state IN ('listed', 'approved', 'done', 'confirmed', 'withdrawn')),
    under_way    boolean NOT NULL DEFAULT true,
    listed_by    varchar(64) NOT NULL,
    listed_at    timestamptz NOT NULL,
    approved_by  varchar(64) NOT NULL DEFAULT '',
    approved_at  timestamptz,
    done_at      timestamptz,
    confirmed_by varchar(64) NOT NULL DEFAULT '',
    confirmed_at timestamptz,
    CHECK (under_way = (state IN ('listed', 'approved', 'done'))),
    CHECK (approved_by = '' OR approved_by <> listed_by)
);
CREATE UNIQUE INDEX deletion_run_under_way ON deletion_run (under_way) WHERE under_way;
COMMENT ON TABLE deletion_run IS '保存期限を過ぎた情報の消去';
COMMENT ON COLUMN deletion_run.id IS '番号';
COMMENT ON COLUMN deletion_run.due_on IS '基準日（この日より前に期限が切れたもの）';
COMMENT ON COLUMN deletion_run.state IS '状態';
COMMENT ON COLUMN deletion_run.under_way IS '終わっていない';
COMMENT ON COLUMN deletion_run.listed_by IS '抽出した職員';
COMMENT ON COLUMN deletion_run.listed_at IS '抽出日時';
COMMENT ON COLUMN deletion_run.approved_by IS '承認した職員';
COMMENT ON COLUMN deletion_run.approved_at IS '承認日時';
COMMENT ON COLUMN deletion_run.done_at IS '消去を終えた日時';
COMMENT ON COLUMN deletion_run.confirmed_by IS '結果を確かめた職員（取りやめた職員）';
COMMENT ON COLUMN deletion_run.confirmed_at IS '結果を確かめた日時（取りやめた日時）';

CREATE TABLE deletion_count (
    run_id  bigint NOT NULL,
    kind    varchar(10) NOT NULL,
    listed  integer NOT NULL,
    deleted integer NOT NULL DEFAULT 0,
    spared  integer NOT NULL DEFAULT 0,
    PRIMARY KEY (run_id, kind)
);
COMMENT ON TABLE deletion_count IS '消去の件数';
COMMENT ON COLUMN deletion_count.run_id IS '消去の番号';
COMMENT ON COLUMN deletion_count.kind IS '種類';
COMMENT ON COLUMN deletion_count.listed IS '抽出した件数';
COMMENT ON COLUMN deletion_count.deleted IS '消去した件数';
COMMENT ON COLUMN deletion_count.spared IS '抽出の後に期限が変わり、残した件数';

CREATE TABLE deletion_item (
    run_id bigint NOT NULL,
    kind   varchar(10) NOT NULL,
    place  bigint NOT NULL,
    key    varchar(60) NOT NULL,
    PRIMARY KEY (run_id, kind, place)
);
COMMENT ON TABLE deletion_item IS '消去する行（消去すると、この行も消える）';
COMMENT ON COLUMN deletion_item.run_id IS '消去の番号';
COMMENT ON COLUMN deletion_item.kind IS '種類';
COMMENT ON COLUMN deletion_item.place IS '消去する順';
COMMENT ON COLUMN deletion_item.key IS '行の番号';

GRANT SELECT, INSERT, UPDATE ON deletion_run TO BODY_ROLE;
GRANT SELECT, INSERT ON deletion_count, deletion_item TO BODY_ROLE;
GRANT USAGE ON SCHEMA BODY_ROLE TO BODY_ROLE_retention;
GRANT SELECT ON deletion_run, copy_batch TO BODY_ROLE_retention;
GRANT SELECT, UPDATE ON deletion_count TO BODY_ROLE_retention;
GRANT SELECT, DELETE ON copy, copy_finding, inquiry, provision, provision_record, deletion_item TO BODY_ROLE_retention;
