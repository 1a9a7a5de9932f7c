"""Applications carried in on a registered medium: opened, compared with the portal's list, checked like fetched ones."""
