"""What can be wrong with an application file: ids A-xxx, their severity and their sentence.

A-1xx the archive before anything is opened, A-2xx its members against the list, A-3xx what the members are.
"""

from sasae.formats.issues import Rule, error_rule, warning_rule

RULES: dict[str, Rule] = {
    "A-101": error_rule("申請ファイルが大きすぎます（{size:,}バイト、上限{most:,}バイト）。"),
    "A-102": error_rule("申請ファイルをZIPとして読めません。途中で切れているか、壊れています。"),
    "A-103": error_rule("中身が多すぎます（{count:,}件、上限{most:,}件）。"),
    "A-104": error_rule("展開後の大きさが上限（{most:,}バイト）を超えます。"),
    "A-105": error_rule("場所を指定する名前や、見えない文字のある名前は受け付けません。"),
    "A-106": error_rule("リンクなど、普通のファイルでないものは受け付けません。"),
    "A-107": error_rule("ZIPの暗号化は受け付けません。"),
    "A-108": error_rule("中身が大きすぎるか、圧縮率が異常です。"),
    "A-109": error_rule("同じ名前の中身が二つあります。"),
    "A-110": error_rule("申請ファイルにあるはずのない中身です。"),
    "A-111": error_rule("ZIPの前か後ろに、余分なデータが付いています。"),
    "A-112": error_rule("この圧縮方式は受け付けません。"),
    "A-201": error_rule("封緘を開けません。{reason}"),
    "A-202": error_rule("必要な中身がありません。"),
    "A-203": error_rule("一覧（manifest.csv）がないか、形が違います。"),
    "A-204": error_rule("一覧にある中身がありません。"),
    "A-205": error_rule("一覧にない中身があります。"),
    "A-206": error_rule("大きさかハッシュが一覧と違います。途中で変わっています。"),
    "A-207": error_rule("一覧に同じ名前が二度あります。"),
    "A-208": error_rule("ウイルスなど、害のある内容が見つかりました（{name}）。開かずに止めました。"),
    "A-301": error_rule("申請内容をJSONとして読めません。"),
    "A-302": error_rule("電子署名検証結果データの形が違います。"),
    "A-303": error_rule("ファイルの種類が名前と違います。"),
    "A-304": error_rule("別の種類のファイルが混ざっている疑いがあります。"),
    "A-305": warning_rule(
        "自動で動く内容（スクリプトや埋め込みファイル）が入っている疑いがあります。開くときに注意してください。"
    ),
    "A-306": warning_rule(
        "壊れているか、パスワードがかかっていて、開いて見ることができません。内容が要るときは、申請者に出し直しを求めてください。"
    ),
    "A-307": error_rule("開くと異常に大きくなります。開かずに止めました。"),
    "A-308": error_rule("調べるのに時間かメモリーがかかりすぎるため、途中で止めました。中身を確かめていません。"),
    "A-309": warning_rule(
        "連名の署名（{number}人目）の中身がそろっていないか、形が違います。この人の同意は、ないものとして扱ってください。"
    ),
}
