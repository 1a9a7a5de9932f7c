-- Limits a body sets for itself, each with the day it begins and two persons: how old copies may be, how long things are kept.

CREATE TABLE limit_change (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name        varchar(20) NOT NULL,
    information varchar(16) NOT NULL DEFAULT '',
    since       date NOT NULL,
    value       integer NOT NULL CHECK (value > 0),
    source      varchar(200) NOT NULL CHECK (source <> ''),
    state       varchar(10) NOT NULL CHECK (state IN ('proposed', 'approved', 'returned', 'withdrawn')),
    proposed_by varchar(64) NOT NULL,
    proposed_at timestamptz NOT NULL,
    decided_by  varchar(64) NOT NULL DEFAULT '',
    decided_at  timestamptz,
    note        varchar(200) NOT NULL DEFAULT '',
    CHECK (state NOT IN ('approved', 'returned') OR (decided_by <> '' AND decided_by <> proposed_by))
);
CREATE UNIQUE INDEX limit_change_one_a_day ON limit_change (name, information, since) WHERE state = 'approved';
COMMENT ON TABLE limit_change IS '期限・保存年数の変更';
COMMENT ON COLUMN limit_change.id IS '番号';
COMMENT ON COLUMN limit_change.name IS '何の値か';
COMMENT ON COLUMN limit_change.information IS '特定個人情報名コード（空はほかのすべて）';
COMMENT ON COLUMN limit_change.since IS '適用日（この日から）';
COMMENT ON COLUMN limit_change.value IS '値';
COMMENT ON COLUMN limit_change.source IS '変更の根拠';
COMMENT ON COLUMN limit_change.state IS '状態';
COMMENT ON COLUMN limit_change.proposed_by IS '起案した職員';
COMMENT ON COLUMN limit_change.proposed_at IS '起案日時';
COMMENT ON COLUMN limit_change.decided_by IS '承認・差戻しをした職員（取りやめた職員）';
COMMENT ON COLUMN limit_change.decided_at IS '承認・差戻し・取りやめの日時';
COMMENT ON COLUMN limit_change.note IS '差戻し・取りやめの理由';

GRANT SELECT, INSERT, UPDATE ON limit_change TO BODY_ROLE;
