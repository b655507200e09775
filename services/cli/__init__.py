"""The command line: `wire`, the one composition root."""
