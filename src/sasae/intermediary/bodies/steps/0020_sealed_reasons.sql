-- What clerks write about a person is sealed to the body's key, and longer than the text.

ALTER TABLE provision ALTER COLUMN reason TYPE text, ALTER COLUMN proposed_reason TYPE text;
ALTER TABLE protection ALTER COLUMN reason TYPE text, ALTER COLUMN asked_why TYPE text;
COMMENT ON COLUMN provision.reason IS '判断の理由（団体の鍵で暗号化）';
COMMENT ON COLUMN provision.proposed_reason IS '起案の理由（団体の鍵で暗号化）';
COMMENT ON COLUMN protection.reason IS '理由（団体の鍵で暗号化）';
COMMENT ON COLUMN protection.asked_why IS '解除の理由（団体の鍵で暗号化）';
