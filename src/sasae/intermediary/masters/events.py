"""What happens to the masters, in Japanese."""

EVENTS = {"masters.taken": "配信マスター第{subject}版を取り込んだ（照会許可 {rows} 件）"}
