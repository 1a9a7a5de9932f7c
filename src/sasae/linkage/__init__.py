"""システム連携基盤: one index of the city's persons, and the carrier between its systems."""
