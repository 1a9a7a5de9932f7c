"""Django apps that all five services stand on: accounts, history, batch, outbox, printing, screens."""
