"""`python -m services.cli` is `wire`: for processes that start it without a PATH to go by."""

from services.cli.app import main

main()
