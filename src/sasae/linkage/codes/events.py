"""What happens to code requests, in Japanese."""

EVENTS = {
    "codes.asked": "中間サーバーへ {count} 人分の符号を要求した",
    "codes.handed_on": "住基GWへ {count} 人分の処理通番を渡した（拒否 {refused} 件）",
    "codes.completed": "{count} 人分の符号が取得済みになった",
}
