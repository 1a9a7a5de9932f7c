-- Whom to tell that something they were provided with, or have on record, was put right. Every table only grows.

CREATE TABLE correction (
    id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    kind        varchar(11) NOT NULL CHECK (kind IN ('record', 'information')),
    record      bigint UNIQUE,
    unified_no  varchar(15) NOT NULL,
    information varchar(16) NOT NULL,
    items       text[] NOT NULL,
    since       date,
    order_no    varchar(60) NOT NULL CHECK (order_no <> ''),
    noted_by    varchar(64) NOT NULL,
    noted_at    timestamptz NOT NULL,
    keep_until  date NOT NULL,
    CHECK ((kind = 'record') = (record IS NOT NULL))
);
COMMENT ON TABLE correction IS '訂正したことを知らせる、一つの訂正';
COMMENT ON COLUMN correction.id IS '番号';
COMMENT ON COLUMN correction.kind IS '訂正したもの（情報提供等記録、または提供した情報）';
COMMENT ON COLUMN correction.record IS '訂正の記録の番号（情報提供等記録の訂正のとき）';
COMMENT ON COLUMN correction.unified_no IS '団体内統合宛名番号';
COMMENT ON COLUMN correction.information IS '特定個人情報名コード';
COMMENT ON COLUMN correction.items IS '訂正した項目';
COMMENT ON COLUMN correction.since IS '訂正前の内容を提供した始めの日（空は限らない）';
COMMENT ON COLUMN correction.order_no IS '訂正の決定の文書番号';
COMMENT ON COLUMN correction.noted_by IS '登録した職員';
COMMENT ON COLUMN correction.noted_at IS '登録した日時';
COMMENT ON COLUMN correction.keep_until IS '保存期限';

CREATE TABLE correction_line (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    correction_id bigint NOT NULL REFERENCES correction (id) ON DELETE CASCADE,
    addressee     varchar(6) NOT NULL,
    processing_no varchar(24) NOT NULL,
    permit_no     varchar(60) NOT NULL,
    items         text[] NOT NULL,
    at            timestamptz,
    listed_at     timestamptz NOT NULL,
    UNIQUE (correction_id, addressee, processing_no)
);
COMMENT ON TABLE correction_line IS '訂正を知らせる相手と、その相手に提供したもの';
COMMENT ON COLUMN correction_line.id IS '番号';
COMMENT ON COLUMN correction_line.correction_id IS '訂正の番号';
COMMENT ON COLUMN correction_line.addressee IS '知らせる相手の団体コード（空は情報提供ネットワークシステム）';
COMMENT ON COLUMN correction_line.processing_no IS '処理通番';
COMMENT ON COLUMN correction_line.permit_no IS '情報提供許可証の番号';
COMMENT ON COLUMN correction_line.items IS '提供した、または記録した項目のうち、訂正したもの';
COMMENT ON COLUMN correction_line.at IS '提供の日時（提供のないものは、求めの日時）';
COMMENT ON COLUMN correction_line.listed_at IS '一覧に加えた日時';

CREATE TABLE correction_mark (
    id            bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    correction_id bigint NOT NULL REFERENCES correction (id) ON DELETE CASCADE,
    addressee     varchar(6) NOT NULL,
    mark          varchar(10) NOT NULL CHECK (mark IN ('told', 'not_needed', 'undone')),
    told_on       date,
    how           varchar(10) NOT NULL DEFAULT '',
    document      varchar(60) NOT NULL DEFAULT '',
    reason        text NOT NULL DEFAULT '',
    marked_by     varchar(64) NOT NULL,
    marked_at     timestamptz NOT NULL,
    CHECK ((mark = 'told') = (told_on IS NOT NULL)),
    CHECK ((mark = 'told') = (how <> '')),
    CHECK ((mark = 'told') = (reason = ''))
);
CREATE INDEX correction_mark_of ON correction_mark (correction_id, addressee);
COMMENT ON TABLE correction_mark IS '訂正を知らせたこと、知らせないこと、その取消し（書き換えない）';
COMMENT ON COLUMN correction_mark.id IS '番号';
COMMENT ON COLUMN correction_mark.correction_id IS '訂正の番号';
COMMENT ON COLUMN correction_mark.addressee IS '知らせた相手の団体コード（空は情報提供ネットワークシステム）';
COMMENT ON COLUMN correction_mark.mark IS '知らせた、知らせない、取り消した';
COMMENT ON COLUMN correction_mark.told_on IS '知らせた日';
COMMENT ON COLUMN correction_mark.how IS '知らせた方法';
COMMENT ON COLUMN correction_mark.document IS '通知の文書番号';
COMMENT ON COLUMN correction_mark.reason IS '知らせない理由、取り消した理由（団体の鍵で暗号化）';
COMMENT ON COLUMN correction_mark.marked_by IS '印を付けた職員';
COMMENT ON COLUMN correction_mark.marked_at IS '印を付けた日時';

GRANT SELECT, INSERT ON correction, correction_line, correction_mark TO BODY_ROLE;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA BODY_ROLE TO BODY_ROLE;
GRANT SELECT, DELETE ON correction TO BODY_ROLE_retention;
