"""電話メモ: what a caller said, kept before it is known who they are."""
