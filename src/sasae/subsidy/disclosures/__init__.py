"""What the subsidy's file and journal hold about one person, for that person's own eyes."""
