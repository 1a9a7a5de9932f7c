"""What the journal says of accounts, in Japanese."""

EVENTS = {
    "session.started": "ログインした",
    "session.ended": "ログアウトした",
    "session.replaced": "別の端末でログインしたため、前の利用を終えた",
    "session.expired": "操作がないまま時間が過ぎたため、利用を終えた",
    "session.too_long": "ログインから長い時間が過ぎたため、利用を終えた",
    "session.refused": "ログインを拒否した（{subject}）：{reason}",
    "accounts.user_created": "利用者 {subject} のIDを発効した",
    "accounts.user_closed": "利用者 {subject} のIDを失効した：{reason}",
    "accounts.user_changed": "利用者 {subject} の登録を変えた（{fields}）",
    "accounts.password_changed": "利用者 {subject} のパスワードを変えた",
    "accounts.password_reset": "利用者 {subject} に仮のパスワードを発行した",
    "accounts.second_factor_set": "利用者 {subject} の認証アプリを登録した",
    "accounts.second_factor_reset": "利用者 {subject} の認証アプリの登録を消した：{reason}",
    "accounts.granted": "利用者 {subject} に権限「{right}」を付与した：{reason}",
    "accounts.revoked": "利用者 {subject} の権限「{right}」を取り消した：{reason}",
    "accounts.grant_refused": "利用者 {subject} への権限の付与を拒否した：{reason}",
    "accounts.notices_taken": "{subject} の知らせ {count} 件を受けた",
    "accounts.notices_refused": "{subject} の知らせ {count} 件を受けなかった（{findings}）",
    "accounts.reviewed": "利用者IDの点検 {subject} を終えた（有効なID {live} 件、{outcome}）",
    "accounts.list_shown": "利用者の一覧を表示した",
}
