"""The areas of this service, in the order of the menu."""

from sasae.foundation.screens.navigation import Entry

NAV: list[Entry] = []
