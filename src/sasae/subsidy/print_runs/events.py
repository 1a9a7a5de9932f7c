"""What happens to print runs, in Japanese."""

EVENTS = {
    "print_run.prepared": "印刷 {subject} を作成した（{title}・封筒 {envelopes} 通・用紙 {sheets} 枚・除いたもの {left_out} 件）",
    "print_run.approved": "印刷 {subject} の見本を承認した",
    "print_run.file_made": "印刷 {subject} のファイル {part} を作成した（封筒 {first}～{last}・除いたもの {left_out} 件）",
    "print_run.printed": "印刷 {subject} の印刷データと封入一覧がそろった",
    "print_run.scanned": "印刷 {subject} の封入を確かめた（正しい封筒 {whole} 通・指摘 {findings} 件）",
    "print_run.pulled": "印刷 {subject} の封筒 {pulled} 通を、無効の医療証が入っているため抜き取った（指摘 {findings} 件）",
    "print_run.closed": "印刷 {subject} の封入の確認を終えた（印刷 {counted} 枚・書損 {spoiled} 枚）",
    "print_run.discarded": "印刷 {subject} を取りやめた（{why}）",
}
