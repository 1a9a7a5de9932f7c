"""From one version of the program to the next: looked at before, done with a backup, tried beside, and taken back."""
