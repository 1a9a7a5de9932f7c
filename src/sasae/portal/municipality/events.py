"""What the municipality's staff do with applications on the portal, in Japanese."""

EVENTS = {
    "submission.downloaded": "申請 {subject} のファイルを端末 {terminal} に取り出した",
}
