"""The areas of this service, in the order of the menu."""

from sasae.foundation.screens.navigation import Entry

NAV = [
    Entry("申請", "applications:applications", "applications.view", "申請の内容・添付・署名検証結果と審査状況"),
    Entry("審査状況", "examination:progress", "applications.view", "どの段階に何件あるか、滞っている申請"),
    Entry("申請者の特定", "matching:queue", "matching.view", "シリアル番号で特定できない申請を職員が確かめる"),
    Entry("取込みと隔離", "downloads:downloads", "downloads.view", "申請データの取得、検証で止めた申請"),
    Entry("引渡し", "handover:publications", "handover.view", "業務システムへの引渡しと登録の確認"),
]
