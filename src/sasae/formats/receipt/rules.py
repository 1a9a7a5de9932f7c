"""Every finding about a receipt file: id, severity and sentence.

1xx the file and its characters · 2xx order and number of records · 3xx fields · 4xx sums · 5xx check digits.
An error is what keeps a clerk from settling the receipt or trusting the file; what only has to be known warns.
"""

from sasae.formats.issues import error_rule as error
from sasae.formats.issues import warning_rule as warning

RULES = {
    "R-100": error("{reason}"),
    "R-101": error("ファイルが空です。取り直してください。"),
    "R-102": warning("UTF-8で書かれています。読み取りはしましたが、正式な形式はShift_JIS（CP932）です。"),
    "R-103": warning("先頭にBOMが付いています。取り除いて読みました。"),
    "R-104": error("{name}で書かれているため読めません。Shift_JIS（CP932）のファイルを取り直してください。"),
    "R-105": error(
        "文字でないデータ（0x00）が混じっています。ここから先は読んでいません。ファイルを取り直してください。"
    ),
    "R-106": error("文字として読めないバイトがあります（「\ufffd」で示しました）。この行を原本と照らしてください。"),
    "R-107": warning("{field}に外字か表示できない文字があります。原本の字と照らしてください。"),
    "R-108": error("1行が長すぎます（上限{limit:,}）。この行は読んでいません。ファイルを取り直してください。"),
    "R-109": warning('引用符「"」があります。取り除いて読みました。'),
    "R-110": error("レセプト電算処理のファイルではありません（知っている記録が一つもありません）。"),
    "R-201": error(
        "先頭に医療機関情報（IR・UK・YK・HM）がありません。どの医療機関の請求か分かりません。先頭が欠けていないか確かめてください。"
    ),
    "R-202": error("最後に診療報酬請求書（GO）がありません。途中で切れていないか確かめ、取り直してください。"),
    "R-203": error("診療報酬請求書（GO）の後ろに{record}があります。ファイルのつなぎ方を確かめてください。"),
    "R-204": error("レセプト共通（RE）より前に{record}があります。どのレセプトのものか分かりません。"),
    "R-205": warning("医療機関情報が途中でまた現れました。ここから後のレセプトはその医療機関のものとして読みました。"),
    "R-206": error(
        "レセプト共通（RE）に保険者（HO）も公費（KO）もありません。請求先が分かりません。返戻してください。"
    ),
    "R-207": error("保険者（HO）が2つ以上あります。1つ目を使いました。どちらが正しいか確かめてください。"),
    "R-208": error("公費（KO）が5つ以上あります。負担区分は第4公費までです。返戻してください。"),
    "R-209": warning("知らない記録「{record}」が{count:,}行あります。読み飛ばさず、そのまま残しました。"),
    "R-210": error(
        "記録として読めない行です（先頭が2文字の記録名ではありません）。前の行が途中で改行されていないか確かめてください。"
    ),
    "R-211": warning("レセプト番号{number}の前が{before}です。番号が1から順に並んでいません。"),
    "R-212": error(
        "1件のレセプトが大きすぎます（{number}、目安{limit}MB）。明細の行は残していません。ファイルを取り直してください。"
    ),
    "R-213": warning("最後の巻ではありません（巻の番号{volume}、最後は99）。続きのファイルがあるか確かめてください。"),
    "R-214": warning("点数表「{value}」の読み方を知らないため、医科の並びで読みました。"),
    "R-301": error("{field}「{value}」は年月として読めません（和暦GYYMMか西暦YYYYMM）。原本と照らしてください。"),
    "R-302": error("{field}「{value}」は年月日として読めません（和暦GYYMMDDか西暦YYYYMMDD）。原本と照らしてください。"),
    "R-303": error("{field}「{value}」は数字ではないか、桁が多すぎます。原本と照らしてください。"),
    "R-304": warning("{field}「{value}」はその元号の期間にありません。日付は換算して読みました。"),
    "R-305": warning("診療年月{month}が請求年月{billing}より後です。月の誤りでないか確かめてください。"),
    "R-306": warning("男女区分「{value}」は1（男）か2（女）ではありません。"),
    "R-307": warning("レセプト種別「{value}」は4桁の数字ではありません。"),
    "R-308": warning(
        "レセプト種別{value}は保険{insurers}・公費{publics}を表しますが、実際は保険{real_insurers}・公費{real_publics}です。"
    ),
    "R-309": warning("保険者番号が空です。"),
    "R-310": warning("{field}「{value}」は{widths}桁の数字ではありません。原本と照らしてください。"),
    "R-311": error("公費負担者番号が空です。どの公費の請求か分かりません。返戻してください。"),
    "R-312": warning("氏名が空です。"),
    "R-313": error("{field}が空です。金額を計算できません。返戻してください。"),
    "R-314": warning("生年月日{birth}が診療年月{month}より後です。"),
    "R-401": error(
        "診療報酬請求書（GO）の総件数は{stated:,}ですが、保険者（HO）と公費（KO）の数は{counted:,}です。レセプトの欠けや重なりを確かめてください。"
    ),
    "R-402": error(
        "診療報酬請求書（GO）の総合計点数は{stated:,}ですが、レセプトの合計は{counted:,}です。レセプトの欠けや点数を確かめてください。"
    ),
    "R-411": error(
        "保険者（HO）の合計点数は{stated:,}点ですが、明細の合計は{counted:,}点です（レセプト{number}）。返戻して確かめてください。"
    ),
    "R-412": error(
        "第{order}公費（KO）の合計点数は{stated:,}点ですが、明細の合計は{counted:,}点です（レセプト{number}）。返戻して確かめてください。"
    ),
    "R-413": warning("回数{count}と算定日の回数の合計{days}が違います。"),
    "R-414": error("負担区分「{value}」はありません。この行を負担する制度が分かりません。返戻してください。"),
    "R-415": warning("負担区分「{value}」が示す制度の記録（HO・KO）がこのレセプトにありません。"),
    "R-416": warning("診療識別のない行が98行を超えて続いています。"),
    "R-501": warning("保険者番号{value}の検証番号が合いません（正しくは{right}）。原本と照らしてください。"),
    "R-502": warning("公費負担者番号{value}の検証番号が合いません（正しくは{right}）。原本と照らしてください。"),
    "R-503": warning("公費受給者番号{value}の検証番号が合いません（正しくは{right}）。原本と照らしてください。"),
}
