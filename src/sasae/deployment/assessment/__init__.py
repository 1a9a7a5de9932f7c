"""The assessment as it stands today: clauses as data, controls that look, tests that prove, and the judgement of all three."""
