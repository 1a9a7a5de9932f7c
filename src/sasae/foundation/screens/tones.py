"""What colour a state's word has: the same word looks the same in every list and on every page of the five systems."""

_WORDS = {
    "good": (
        "有効", "決定", "決定済", "完了", "完了（承認）", "承認済", "支給決定", "振込済", "結果取込済", "取込済", "認定", "点検済", "一致",
        "特定済（シリアル番号）", "特定済（職員）", "回答あり", "取得済", "提供済", "格納済", "送信済", "送信済み", "届いた", "処理済み", "解消済み",
    ),
    "wait": (
        "入力照合待ち", "審査待ち", "審査前", "署名待ち", "確認待ち", "未処理", "訂正のお願い", "承認待ち", "作成（承認待ち）", "判定済（承認依頼前）", "受付", "申請受付", "保留",
        "職員の確認待ち", "照会待ち", "保留中", "提供側の確認待ち", "再申請待ち", "補正依頼", "要求待ち", "登録待ち", "送信待ち", "予定", "差戻し",
        "未照合（登録内容の知らせなし）", "未確認", "所得不明",
    ),
    "busy": (
        "審査中", "照会中", "要求中", "取込中", "取得済（自治体受領）", "自治体が受け取りました", "中間サーバーへ要求中", "処理通番受領", "住基GWへ通知済", "振込中", "振込依頼済",
        "支払データ作成", "処理中", "対象を抽出中", "送信中",
    ),
    "wrong": (
        "却下", "拒否", "エラー", "不支給決定", "振込不能", "取込不可", "隔離", "取得できず", "相違あり", "中断", "処理できない", "相手が拒否", "拒否された",
        "対象になりませんでした",
    ),
    "ended": (
        "取下げ", "取下", "取消", "取消済", "失効", "期限切れ", "期間外", "再交付により無効", "喪失により無効", "回収済", "確認済", "該当者なし",
        "取りやめ", "返戻",
    ),
}  # fmt: skip
_TONES = {word: tone for tone, words in _WORDS.items() for word in words}
_BEGINNINGS = (("不交付", "wrong"), ("交付", "good"))


def tone_of(words: object) -> str:
    """The tone of a state's word; empty for a word without one, which stays plain."""
    text = str(words)
    return _TONES.get(text) or next((tone for start, tone in _BEGINNINGS if text.startswith(start)), "")
