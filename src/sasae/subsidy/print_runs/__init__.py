"""Print runs: papers into envelopes, one household an envelope, every sheet counted out and counted back in."""
