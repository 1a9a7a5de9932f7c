"""Applications as they were signed: content, attachments, the check of the signature."""
