"""Every finding about a monthly list: 1xx the file · 2xx its columns · 3xx fields · 4xx amounts and doubles."""

from sasae.formats.issues import error_rule as error
from sasae.formats.issues import warning_rule as warning

RULES = {
    "RL-100": error("{reason}"),
    "RL-101": error("ファイルが空です。取り直してください。"),
    "RL-102": error("{name}で書かれているため読めません。Shift_JIS（CP932）かUTF-8のファイルを取り直してください。"),
    "RL-103": error("文字でないデータ（0x00）が混じっています。ここから先は読んでいません。取り直してください。"),
    "RL-104": error("文字として読めないバイトがあります（「\ufffd」で示しました）。この行を原本と照らしてください。"),
    "RL-105": error("1行が長すぎます（上限{limit:,}バイト）。この行は読んでいません。取り直してください。"),
    "RL-106": error("引用符が閉じていません。この行を作り直してください。"),
    "RL-201": error("見出しに{headings}がありません。一覧の形（{layout}）に合うファイルか確かめてください。"),
    "RL-202": warning("見出し「{heading}」は一覧の形にありません。この列は読んでいません。"),
    "RL-203": error("見出し「{heading}」が二つあります。どちらを使うか決められません。ファイルを直してください。"),
    "RL-204": warning("明細が1件もありません。"),
    "RL-205": error("列が{count}個あります（正しくは{expected}個）。区切りの「,」の欠けや余りを確かめてください。"),
    "RL-301": error("{field}「{value}」は年月として読めません（202605、2026-05、50805など）。原本と照らしてください。"),
    "RL-302": error("{field}「{value}」は年月日として読めません（20260501、2026-05-01、5080501など）。原本と照らしてください。"),
    "RL-303": error("{field}「{value}」は整数ではありません。原本と照らしてください。"),
    "RL-304": warning("{field}「{value}」は一覧の形にない値です（{allowed}）。書かれたまま読みました。"),
    "RL-305": error("{field}が空です。この行は決められません。機関に確かめてください。"),
    "RL-306": warning("受給者番号{value}の検証番号が合いません（正しくは{right}）。原本と照らしてください。"),
    "RL-307": warning("{field}「{value}」の桁か検証番号が合いません。原本と照らしてください。"),
    "RL-308": warning("診療年月{month}が請求年月{billing}より後です。月の誤りでないか確かめてください。"),
    "RL-309": warning("生年月日{birth}が診療年月{month}より後です。"),
    "RL-401": error(
        "現物給付額{in_kind:,}円が0円から自己負担額{self_pay:,}円までにありません。金額を機関に確かめてください。"
    ),
    "RL-402": error("自己負担額{self_pay:,}円から患者窓口負担額{window:,}円を引くと{right:,}円ですが、現物給付額は{in_kind:,}円です。"),
    "RL-403": error("自己負担額{self_pay:,}円が決定金額{decided:,}円を超えています。金額を機関に確かめてください。"),
    "RL-404": warning("決定金額{decided:,}円が決定点数{points:,}点の10倍ではありません。"),
    "RL-405": warning("{first}行目と同じレセプトです。二重の請求でないか確かめてください。"),
}  # fmt: skip
