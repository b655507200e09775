"""What others would build the desk with: the same functions, one story at a time, the same relay behind them."""

TASK = "story"
"""What Celery and taskiq call theirs."""
