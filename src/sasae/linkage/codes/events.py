"""What happens to code requests, in Japanese."""

EVENTS = {
    "codes.asked": "中間サーバーへ {count} 人分の符号を要求した",
    "codes.handed_on": "住基GWへ {count} 人分の処理通番を渡した（拒否 {refused} 件）",
    "codes.failed": "{count} 人分の符号を取得できなかった",
    "codes.wanted_again": "統合宛名 {subject} の符号をもう一度要求することにした",
    "codes.completed": "{count} 人分の符号が取得済みになった",
}
