"""Backups of a whole installation: sealed to a key kept elsewhere, verified, restored to any moment, tried in drills.

A backup is one file: the embedded server's data (with what changed while it was copied) and the installation's folder,
packed and encrypted with age to `recipient`. With `changes = true` every change of the databases is sealed into the same
place within five minutes, so that a restore can stop at any moment between two backups. The key that opens them
(`./sasae backup key`) belongs on no machine that writes them.
"""
