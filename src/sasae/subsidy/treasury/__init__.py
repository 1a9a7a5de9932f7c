"""会計との受渡し: payment orders, receivable decisions, clearing files, settlement and the prefecture's share, as files."""
