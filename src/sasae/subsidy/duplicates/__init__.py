"""二重登録: one person under two 宛名番号. Found, compared, taken together by two people, and parted again; no row moves."""
