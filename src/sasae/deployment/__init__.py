"""Where everything meets: settings, addresses, databases, the supervisor. The only place that knows all."""
