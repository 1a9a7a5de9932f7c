"""What happens to persons, in Japanese."""

EVENTS = {
    "person.fetched": "連携基盤から {count} 人の情報を受け取った（{affair}）",
    "person.number_entered": "個人番号を登録した",
    "person.number_elsewhere": "個人番号を登録しなかった（別の宛名番号の人のものとして登録済み。二重登録でないかを確かめる）",
    "person.number_shown": "個人番号を表示した",
    "person.looked_up": "個人番号で単件検索した（該当 {count} 人、提示 {shown}、理由 {why}）",
    "insurance.registered": "保険資格を登録した（保険者番号 {insurer_number}）",
    "insurance.ended": "保険資格を {last} までとした（{source}）",
    "account.registered": "振込口座を登録した",
    "account.changed": "振込口座を変更した（{reason}）",
}
