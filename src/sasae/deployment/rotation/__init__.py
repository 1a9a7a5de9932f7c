"""Every key and secret of an installation: where it lies, how it is replaced while all runs, what becomes of the one before."""
