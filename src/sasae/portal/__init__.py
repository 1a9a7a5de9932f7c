"""サービス検索・電子申請機能: residents find a service and apply for it; the municipality fetches the applications."""
