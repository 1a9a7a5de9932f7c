"""中間サーバー: exchanges personal data with other bodies by codes, under permits, keeping a record of every use.

Many bodies share the platform and none reaches another: a schema, a role and a key a body. The platform's own tables
(bodies, masters, queue) stand in the public schema and hold identifiers only.
"""
