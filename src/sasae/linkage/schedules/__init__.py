"""When the connections with other systems run: schedules as dated data, changed on screen."""
