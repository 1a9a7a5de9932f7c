"""The municipality's areas on the portal."""

from sasae.foundation.screens.navigation import Entry

NAV = [Entry("申請データ", "municipality:submissions", "submissions.view", "届いた申請の一覧と状態")]
