"""What residents fill in, as the portal writes it, intake stores it and the business system reads it."""
