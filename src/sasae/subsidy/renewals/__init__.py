"""The yearly renewal (一斉更新), the renewal of 31 March, rehearsals, and what another law would do."""
