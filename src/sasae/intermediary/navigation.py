"""The operators' areas. An operator belongs to one body (the office code) or to the platform."""

from sasae.foundation.screens.navigation import Entry

NAV = [
    Entry("情報照会", "inquiries:inquiries", "inquiries.view", "自団体が他団体に求めた照会"),
    Entry("情報提供", "provisions:provisions", "provisions.view", "自団体が他団体の求めに応じた提供"),
    Entry("情報提供等記録", "records:records", "records.view", "番号法23条の記録"),
    Entry("符号", "codes:codes", "codes.view", "符号取得の状況"),
    Entry("副本", "copies:copies", "copies.view", "登録した副本（内容は表示しません）"),
    Entry("配信マスター", "masters:masters", "masters.view", "照会が許されているもの"),
    Entry("団体", "bodies:bodies", "platform.view", "プラットフォームに参加する団体"),
]
