"""What happens to a file of moves and to those in it, in Japanese."""

EVENTS = {
    "moves.taken": "一斉の異動 {subject} のファイルを取り込んだ（発令日 {on}、{rows} 件）",
    "moves.not_taken": "一斉の異動のファイルを取り込まなかった：{reason}",
    "moves.approved": "一斉の異動 {subject} を承認した（{rows} 件、権限が増える人 {gaining} 人、減る人 {losing} 人、IDを終える人 {ending} 人）",
    "moves.cancelled": "一斉の異動 {subject} を取りやめた：{reason}",
    "moves.done": "一斉の異動 {subject} を反映した（{rows} 件、反映できなかったもの {left} 件）",
    "moves.confirmed": "一斉の異動 {subject} の結果を確かめた",
    "moves.moved": "利用者 {subject} の異動を反映した（{file}、付与：{gained}、取消し：{lost}）",
    "moves.ended": "利用者 {subject} のIDを異動により失効した（{file}、取消し：{lost}）",
}
