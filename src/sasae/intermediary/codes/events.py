"""What happens to codes, in Japanese. The codes themselves are never written here."""

EVENTS = {
    "codes.requested": "団体 {subject} の {count} 人分の処理通番を発行した",
    "codes.clashed": "団体 {subject} の {count} 人分の符号が、別の人のものと重なるため結び付けなかった",
    "codes.taken": "団体 {subject} の {count} 人分の符号を受け取った",
}
