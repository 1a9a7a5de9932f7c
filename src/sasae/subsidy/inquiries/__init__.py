"""Questions about how the file is handled (評価書Ⅳ-2): however they come in, each is answered by a day."""
