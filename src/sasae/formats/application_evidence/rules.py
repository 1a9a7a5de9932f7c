"""What can be wrong with an evidence file: ids AE-xxx. AE-1xx its shape, AE-2xx its parts, AE-3xx time, AE-4xx trust."""

from sasae.formats.issues import Rule, error_rule, warning_rule

RULES: dict[str, Rule] = {
    "AE-101": error_rule("証拠ファイルとして読めません。壊れているか、別の種類のファイルです。"),
    "AE-102": error_rule("必要な中身がありません。取り除かれているか、証拠ファイルではありません。"),
    "AE-103": error_rule("証拠ファイルにあるはずのない中身か、同じ名前の中身が二つあります。"),
    "AE-104": error_rule("受入記録の形が違います。"),
    "AE-201": error_rule("受入記録にあるハッシュと違います。受け入れた後で変わっています。"),
    "AE-202": error_rule("申請ファイルを開けません。{reason}"),
    "AE-203": warning_rule("申請の中身は市の鍵で封緘されています。署名は目録のハッシュで確かめました（中身も確かめるときは --key）。"),
    "AE-301": error_rule("{reason}"),
    "AE-302": error_rule("受入記録の日時（{said}）と時刻証明の日時（{stamped}）が離れすぎています。"),
    "AE-303": warning_rule("時刻認証局の証明書の期限（{day}）が過ぎています。期限までに時刻証明を重ねておく必要がありました。"),
    "AE-304": error_rule("時刻証明が、今より後の日時（{day}）です。"),
    "AE-401": error_rule("手元の認証局の証明書（--trust）にない認証局です。"),
    "AE-402": error_rule("照らし合わせる{kind}の証明書がありません。--trust で置き場所を指定してください。"),
    "AE-404": error_rule("連名の署名（{number}人目）が、申請者か、ほかの連名の人と同じ証明書でされています。"),
    "AE-403": error_rule("署名の証明書が、申請ファイルに添えられた証明書と違います。"),
}  # fmt: skip
