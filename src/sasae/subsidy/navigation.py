"""The office's areas."""

from sasae.foundation.screens.navigation import Entry

NAV = [
    Entry("申請", "applications:applications", "applications.view", "電子申請と窓口の申請の受付・審査"),
    Entry("承認待ち", "entitlements:approvals", "applications.approve", "他の職員が審査した決定の承認"),
    Entry("対象者", "people:people", "people.view", "受給者・家族の照会"),
    Entry("医療証", "certificates:certificates", "certificates.view", "交付した医療証"),
    Entry("レセプト", "receipts:files", "receipts.view", "現物給付のレセプトの取込みと保留の判断"),
    Entry("償還払い", "claims:claims", "claims.view", "領収書による請求の受付と決定"),
    Entry("支払", "payments:runs", "payments.view", "支払データの作成・承認・結果"),
    Entry("台帳", "ledger:lines", "ledger.view", "助成のすべての金額の動き"),
]
