"""Letters to residents about their applications, and what they write back."""
