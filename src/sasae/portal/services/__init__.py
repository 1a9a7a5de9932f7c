"""What a resident may look for, and what each service asks and needs."""
