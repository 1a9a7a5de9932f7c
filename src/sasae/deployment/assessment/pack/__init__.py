"""The yearly pack: the self-inspection filled in, the draft of what changed against the last assessment, the form as PDF, a manifest."""
