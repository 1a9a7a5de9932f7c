"""Whose application it is: serial number of the user certificate to 宛名番号, through the linkage platform."""
