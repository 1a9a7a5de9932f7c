"""不開示 and 自動応答不可: flags that stop automatic answers, whatever the copies say."""
