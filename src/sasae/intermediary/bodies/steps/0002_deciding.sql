-- What a clerk's decision on a query needs that is not answered automatically. Bodies that joined before the steps were
-- counted may have it already: hence IF NOT EXISTS, which later steps need not say.

ALTER TABLE provision
    ADD COLUMN IF NOT EXISTS period_from   date,
    ADD COLUMN IF NOT EXISTS period_to     date,
    ADD COLUMN IF NOT EXISTS inquirer_key  text NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS not_disclosed boolean NOT NULL DEFAULT false,
    ADD COLUMN IF NOT EXISTS decided_by    varchar(64) NOT NULL DEFAULT '',
    ADD COLUMN IF NOT EXISTS decided_at    timestamptz,
    ADD COLUMN IF NOT EXISTS reason        varchar(500) NOT NULL DEFAULT '';
COMMENT ON COLUMN provision.period_from IS '求められた対象期間の初日';
COMMENT ON COLUMN provision.period_to IS '求められた対象期間の末日';
COMMENT ON COLUMN provision.inquirer_key IS '回答を暗号化する照会者の公開鍵（JWK）';
COMMENT ON COLUMN provision.not_disclosed IS '不開示（照会側）';
COMMENT ON COLUMN provision.decided_by IS '提供の可否を判断した職員';
COMMENT ON COLUMN provision.decided_at IS '提供の可否を判断した日時';
COMMENT ON COLUMN provision.reason IS '判断の理由';
