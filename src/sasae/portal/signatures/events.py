"""Log-ins and signatures of residents, in Japanese."""

EVENTS = {
    "resident.signed_in": "利用者証明用電子証明書でログインした",
    "resident.signed_out": "ログアウトした",
    "resident.refused": "利用者証明用電子証明書でのログインを断った：{reason}",
    "signature.asked": "申請 {subject} の署名を求めた",
    "signature.taken": "申請 {subject} の署名を受け取った",
    "signature.refused": "申請 {subject} の署名を受け付けなかった：{reason}",
}
