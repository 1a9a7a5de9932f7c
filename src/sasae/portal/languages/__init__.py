"""How a page reads: Japanese, with furigana, in Easy Japanese, in English. Texts are data beside the Japanese."""
