"""What every service needs and none is about: settings, logs, metrics, health, the two servers."""
