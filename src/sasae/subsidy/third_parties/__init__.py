"""Injuries that somebody else answers for (第三者行為): notified, put together in a set, claimed from the offender or the insurer."""
