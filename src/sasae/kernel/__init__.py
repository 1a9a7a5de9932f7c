"""Values everything else stands on: dates, yen, names, numbers, findings. No Django, no clock but `clock`."""
