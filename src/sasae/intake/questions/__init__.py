"""What residents ask about their own data: answered once it is certain who asks; strange lines and disclosure followed up."""
