"""配信マスター: what may be asked by whom, as the network core distributes it."""
