"""What can be wrong with a card signature: ids J-xxx, their severity and their sentence.

J-1xx the signature itself, J-2xx the certificate and its path, J-3xx revocation.
"""

from sasae.formats.issues import Rule, error_rule, warning_rule

RULES: dict[str, Rule] = {
    "J-101": error_rule("署名データ（CMS）として読めません。"),
    "J-102": error_rule("署名者は一人でなければなりません（{count}人）。"),
    "J-103": error_rule("このダイジェスト方式（{name}）は受け付けません。SHA-256だけを受け付けます。"),
    "J-104": error_rule("内容を含む署名は受け付けません。内容と分かれた署名だけを受け付けます。"),
    "J-105": error_rule("署名者の証明書が署名データに入っていません。"),
    "J-106": error_rule("署名属性（内容の種類・ダイジェスト）が正しくありません。"),
    "J-107": error_rule("署名された内容と、届いた内容が違います。署名の後で変わっています。"),
    "J-108": error_rule("鍵がRSA2048ビット以上ではありません。"),
    "J-109": error_rule("この署名方式（{name}）は受け付けません。"),
    "J-110": error_rule("署名が証明書の鍵と合いません。"),
    "J-201": error_rule("{reason}"),
    "J-202": error_rule("{kind}ではありません。"),
    "J-203": error_rule("証明書の有効期間がまだ始まっていません（{day}から）。"),
    "J-204": error_rule("証明書の有効期間が過ぎています（{day}まで）。"),
    "J-205": error_rule("証明書の鍵の用途が{kind}のものではありません。"),
    "J-206": error_rule("信頼する認証局が発行した証明書ではありません。"),
    "J-207": error_rule("証明書の経路を確かめられません（{reason}）。"),
    "J-208": warning_rule("証明書の生年月日に不明な部分があります。"),
    "J-209": warning_rule(
        "証明書の有効期間は、申請を受け付けた後の{day}に過ぎています。受け付けたときには有効でした。"
    ),
    "J-301": error_rule("この証明書は{day}に失効しています（{reason}）。"),
    "J-302": error_rule("失効していないことを確かめられませんでした（{reason}）。"),
    "J-304": warning_rule(
        "この証明書は、申請を受け付けた後の{day}に失効しています（{reason}）。受け付けたときには有効でした。"
    ),
    "J-305": warning_rule("認証局の即時の回答（OCSP）を使わずに確かめました（{reason}）。"),
    "J-306": error_rule("認証局は、この発行番号の証明書を知らないと答えました。"),
    "J-303": warning_rule("失効情報の一つを読めなかったため、使いませんでした。"),
}

REASONS = {
    "key_compromise": "鍵の危殆化",
    "affiliation_changed": "氏名・住所などの変更",
    "superseded": "更新または再発行",
    "cessation_of_operation": "住民票の消除",
    "certificate_hold": "一時停止（紛失の届出など）",
    "privilege_withdrawn": "権限の取消し",
    "ca_compromise": "認証局の鍵の危殆化",
}
# A loss or a stolen key is dated when it is reported, and may have happened before the signature.
DOUBTFUL = {"key_compromise", "ca_compromise", "certificate_hold"}
NO_REASON = "理由の記載なし"
