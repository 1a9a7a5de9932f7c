"""Every way by which data leaves the portal."""

from sasae.foundation.gate import RESIDENT
from sasae.foundation.ways_out import SHARED_LISTS, SHARED_PAGES, WayOut, WaysOut

WAYS = WaysOut(
    pages=(
        *SHARED_PAGES,
        WayOut(
            "municipality:file", "申請ファイル（申請管理システムの鍵で封緘）を端末へ", "submissions.download",
            "申請ファイルの端末への取り出し", "submission.downloaded",
        ),
        WayOut("inbox:slip", "受付票（本人へ。氏名のないもの）", RESIDENT, "自分の申請の確認", ""),
        WayOut("forms:copy", "送った申請の控え（本人へ。送ったときのログインの間だけ）", RESIDENT, "自分の申請の控え", ""),
        WayOut("looks:packet", "本人に開示する文書（本人へ）", RESIDENT, "開示文書の受取り", "question.read"),
    ),
    lists=(
        *SHARED_LISTS,
        WayOut("届いた申請", "届いた申請の一覧（CSV）", "submissions.export", "申請データの確認", "list.exported"),
        WayOut("処理状況の一覧", "処理状況の変化の一覧（CSV）", "submissions.export", "申請データの確認", "list.exported"),
    ),
    operations={
        "certificates.correspondence": "認証局に、利用者証明用の証明書の番号を問い合わせる",
        "contractor_ends.of_portal": "申請管理システムから、委託先の従事の終わりを受け取る",
        "personnel.staff_changes": "人事システムに、職員の異動を問い合わせる",
        "portal_applications.list": "申請管理システムに、届いた申請の一覧を答える",
        "portal_applications.entry": "申請管理システムに、一件の受付番号とハッシュを答える",
        "portal_applications.statuses": "申請管理システムに、処理状況を答える",
        "portal_applications.fetch": "申請管理システムに、封緘した申請ファイルを渡す",
        "portal_applications.update_status": "申請管理システムから、処理状況を受け取る",
        "portal_letters.bring": "申請管理システムから、本人への手紙を受け取る",
        "portal_letters.list": "申請管理システムに、本人の返事の一覧を答える",
        "portal_letters.fetch": "申請管理システムに、封緘した返事を渡す",
        "portal_letters.taken": "申請管理システムから、返事を受け取った知らせを受ける",
        "resident_questions.list": "申請管理システムに、署名された本人の照会を渡す",
        "resident_questions.answer": "申請管理システムから、封緘された回答を受け取る",
        "resident_questions.news": "申請管理システムから、本人への知らせを受け取る",
    },
    outside={
        ("portal.signatures.checks", "import"): "認証局の失効リストを取りに行く（データは送らない）",
        ("portal.signatures.checks", "_fetched"): "認証局の失効リストを取りに行く（データは送らない）",
        ("portal.signatures.views", "sign_in"): "住民のログイン（カードの画面へ移る。ファイルは書かない）",
        ("portal.signatures.views", "returned"): "住民のログイン（カードの画面から戻る。ファイルは書かない）",
    },
)
