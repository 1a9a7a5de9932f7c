"""The columns of the files of the hand-over, each with what it holds. No Django: the documents are made from it as well."""

INDEX = {
    "受付番号": "申請の番号。フォルダの名前",
    "版": "申請の版。登録の知らせに同じ数を書く",
    "手続きコード": "申請の手続き",
    "申請日時": "申請機能が受け付けた日時（ISO 8601）",
    "申請内容のSHA-256": "署名された申請内容のハッシュ（16進）",
    "添付の数": "フォルダの中の添付の数",
}
ANSWER = {
    "受付番号": "登録した申請の番号",
    "版": "登録した申請の版",
    "登録番号": "業務システムでの番号（60文字まで）",
    "項目": "申請内容の中の場所（例 children.0.name）。空なら、登録した内容は知らせない",
    "値": "その項目に登録した値。真偽は true・false、ないものは空",
}
