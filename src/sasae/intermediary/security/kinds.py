"""The kinds of alarms: what each is called, how serious it is, and what to do. What is told of a refusal says which it is."""

from dataclasses import dataclass

from sasae.intermediary.provisions.actions import USED
from sasae.intermediary.provisions.permit import OUT_OF_TIME


@dataclass(frozen=True)
class Kind:
    """One kind of alarm."""

    name: str
    serious: bool
    todo: str


KINDS = {
    "signature": Kind("署名の合わない要求", True, "相手の鍵が替わっていないかを、別の手段で相手に確かめる。覚えがなければ証明書を失効させ、事故として扱う。"),
    "replay": Kind("同じ要求の再送", True, "送り手に、同じ要求を二度送っていないかを確かめる。覚えがなければ通信の盗聴を疑い、事故として扱う。"),
    "revoked": Kind("失効・期限切れの証明書での接続", True, "失効させた相手かを確かめる。更新の忘れなら新しい証明書を渡す。覚えがなければ接続元のアドレスを止める。"),
    "unknown": Kind("信頼できない接続", False, "接続元のアドレスを確かめる。続くなら回線の管理者に止めてもらう。"),
    "outside": Kind("呼び出せない操作の要求", True, "相手に、設定の誤りか契約の変更かを確かめる。必要な操作なら登録を見直す。"),
    "oversized": Kind("大きすぎる・深すぎる要求", False, "送り手に件数を分けて送ってもらう。覚えがなければ攻撃を疑う。"),
    "clock": Kind("時計のずれた要求", False, "自分と相手の時刻の同期（NTP）を確かめる。"),
    "ill_formed": Kind("読めない要求", False, "相手に、契約の版と項目を確かめてもらう。"),
    "flood": Kind("短い時間の多くの拒否", True, "相手に止めてもらう。続くなら証明書を失効させるか、回線で止める。"),
    "permit_twice": Kind("許可証の二度の使用", True, "情報提供ネットワークシステムの運営者に、同じ許可証が二度送られた理由を確かめる。"),
    "permit_other": Kind("求めと合わない許可証", True, "別の人・別の団体・別の項目の許可証が示されている。情報提供ネットワークシステムの運営者に確かめる。"),
    "permit_forged": Kind("署名を確かめられない許可証", True, "偽造か、コアシステムの鍵の交替。配信マスターを確かめ、覚えがなければ事故として扱う。"),
    "permit_time": Kind("有効期間外の許可証", False, "時刻の同期と、通信の遅れを確かめる。"),
    "permit_list": Kind("照会許可用照合リストにない求め", True, "配信マスターの版が相手と揃っているかを確かめる。揃っていれば運営者に確かめる。"),
    "key": Kind("団体の鍵", False, "鍵管理者が新しい版を作り、別の人が画面「鍵」で使い始める。"),
    "certificate": Kind("証明書の期限", False, "新しい証明書を発行する（sasae pki、相手のものは sasae partner）。切れると接続できなくなる。"),
    "crl": Kind("失効リストの古さ", True, "認証局で失効リストを出し直す（sasae pki）。切れるとすべての接続が止まる。"),
    "masters": Kind("配信マスターの古さ", False, "情報提供ネットワークシステムへの接続を試す（稼働状況）。古いままでは、許されない照会に応じるおそれがある。"),
    "copies": Kind("原本より古い副本", False, "業務主管課に、副本の登録を確かめてもらう（副本の画面の「原本の新しさ」）。"),
    "differences": Kind("コアシステムの記録との違い", True, "「コアシステムの記録との違い」を開き、違いごとに書かれた人が確かめて説明を付ける。"),
    "verification": Kind("整合の検証の誤り", True, "「検証の結果」を開き、所見ごとに確かめる。記録の欠けは事故として扱う。"),
}  # fmt: skip

# Findings of the door (ids of the wire and of the contracts' door) and what they are.
BY_FINDING = {
    "W-001": "signature", "W-002": "signature", "W-003": "signature", "W-004": "clock", "W-005": "signature",
    "W-006": "replay", "W-007": "revoked", "W-008": "revoked", "W-009": "unknown", "W-011": "oversized",
    "W-012": "outside", "W-013": "oversized", "W-015": "ill_formed", "W-020": "ill_formed", "W-021": "outside",
    "W-022": "outside", "W-023": "ill_formed", "I-001": "outside", "I-201": "outside",
}  # fmt: skip
# Handshakes that were refused, as the listener words it.
BY_LINE = {
    "証明書が失効している": "revoked", "証明書の期限が切れている": "revoked", "証明書がまだ有効でない": "clock",
    "失効リストの期限が切れている": "crl",
}  # fmt: skip
# Permits that were not honoured, by how the text begins.
BY_PERMIT = (
    (USED, "permit_twice"), (OUT_OF_TIME, "permit_time"), ("許可証の署名", "permit_forged"),
    ("許可証の中身", "permit_forged"), ("許可証が大きすぎ", "oversized"), ("求められた項目が多すぎ", "oversized"),
    ("許可証の内容", "permit_other"), ("許可証に番号", "permit_forged"), ("提供者が", "permit_other"),
    ("照会許可用照合リスト", "permit_list"), ("配信マスターがまだ", "masters"),
)  # fmt: skip


def of_refusal(event: str, reason: str) -> str:
    """Which kind a refused line of the journal is; empty for refusals of business, which are no alarm."""
    if event == "contract.line_refused":
        return BY_LINE.get(reason, "unknown")
    if event == "provision.refused":
        return next((kind for begins, kind in BY_PERMIT if reason.startswith(begins)), "permit_other")
    return next((BY_FINDING[each] for each in reason.split() if each in BY_FINDING), "")
