"""Every way by which data leaves the application system."""

from sasae.foundation.ways_out import SHARED_LISTS, SHARED_PAGES, WayOut, WaysOut

_PAPER = "申請の審査"

WAYS = WaysOut(
    pages=(
        *SHARED_PAGES,
        WayOut(
            "applications:evidence", "署名検証の証拠を端末へ", "evidence.export", "署名検証の証拠の書出し", "terminal_file.taken"
        ),
        WayOut(
            "applications:fetch_list", "申請の一覧（CSV・表計算）を端末へ", "applications.export", "申請の一覧の書出し",
            "applications.list_fetched",
        ),
        WayOut("applications:attachment_page", "添付の一頁（画面に出す画像）", "applications.view", _PAPER, "screen.shown"),
        WayOut("applications:printed_form_page", "申請書の一頁（画面に出す画像）", "applications.view", _PAPER, "screen.shown"),
        WayOut("letters:paper_page", "返事の添付の一頁（画面に出す画像）", "applications.view", "申請者の返事の確認", "screen.shown"),
        WayOut("questions:packet", "本人に開示する文書の確認（作成・承認する人へ）", "disclosures.view", "開示文書の確認", "disclosure.seen"),
    ),
    lists=(
        *SHARED_LISTS,
        WayOut("誤ったひも付けの利用", "誤ったひも付けの利用の一覧（CSV）", "tie_reports.handle", "ひも付けの訂正", "list.exported"),
    ),
    operations={
        "certificates.correspondence": "認証局に、署名用の証明書の番号を問い合わせる",
        "evidence.of_city": "システム連携基盤に、本人に開示する記録を問い合わせる",
        "evidence.of_intake": "システム連携基盤に、本人に開示する記録を答える",
        "person_index.person_by_serial": "システム連携基盤に、シリアル番号で申請者を問い合わせる",
        "person_index.find": "システム連携基盤に、申請者の候補を問い合わせる",
        "person_index.people": "システム連携基盤に、申請者の本人情報を問い合わせる",
        "contractor_ends.list": "システム連携基盤に、委託先の従事の終わりを問い合わせる",
        "contractor_ends.of_portal": "申請機能に、委託先の従事の終わりを知らせる",
        "personnel.staff_changes": "人事システムに、職員の異動を問い合わせる",
        "portal_applications.list": "申請機能に、届いた申請の一覧を問い合わせる",
        "portal_applications.entry": "申請機能に、一件の受付番号とハッシュを問い合わせる",
        "portal_applications.statuses": "申請機能に、処理状況を問い合わせる",
        "portal_applications.fetch": "申請機能から、申請ファイルを受け取る",
        "portal_applications.update_status": "申請機能に、処理状況と申請者へのお知らせを伝える",
        "portal_letters.bring": "申請機能に、本人への手紙を封緘して渡す",
        "portal_letters.list": "申請機能に、本人の返事の一覧を問い合わせる",
        "portal_letters.fetch": "申請機能から、本人の返事を受け取る",
        "portal_letters.taken": "申請機能に、返事を受け取ったことを知らせる",
        "resident_questions.list": "申請機能から、本人の照会を受け取る",
        "resident_questions.answer": "申請機能に、本人への回答を封緘して渡す",
        "resident_questions.news": "申請機能に、本人への知らせを渡す",
        "tie_corrections.open": "システム連携基盤に、ひも付けの訂正を問い合わせる",
        "tie_corrections.report": "システム連携基盤に、誤ったひも付けの利用を報告する",
        "published_applications.list": "業務システムに、引き渡す申請の一覧を答える",
        "published_applications.fetch": "業務システムに、封緘した申請を渡す",
        "published_applications.attachment": "業務システムに、封緘した添付を渡す",
        "published_applications.acknowledge": "業務システムから、登録の知らせを受け取る",
        "published_applications.report_outcome": "業務システムから、審査の結果を受け取る",
        "published_applications.ended": "業務システムに、取下げ・出し直しの一覧を答える",
        "published_applications.answer_end": "業務システムから、取下げ・出し直しへの回答を受け取る",
    },
    outside={
        ("intake.clamd", "import"): "ウイルス検査（この機械の clamd に見せる）",
        ("intake.clamd", "_ask"): "ウイルス検査（この機械の clamd に見せる）",
        ("intake.clamd", "_stream"): "ウイルス検査（この機械の clamd に見せる）",
        ("intake.downloads.authority_line", "import"): "認証局に失効と時刻の証明を問い合わせる（証明書の番号とハッシュだけ）",
        ("intake.downloads.authority_line", "_client"): "認証局に失効と時刻の証明を問い合わせる（証明書の番号とハッシュだけ）",
        ("intake.applications.pictures", "import"): "添付を別の処理で画像にする（ファイルは書かない）",
        ("intake.applications.pictures", "_made"): "添付を別の処理で画像にする（ファイルは書かない）",
    },
)
