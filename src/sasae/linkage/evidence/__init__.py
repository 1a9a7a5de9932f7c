"""What the platform's index and journal hold about one person, and what it gathers of the others for that person."""
