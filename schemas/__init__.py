"""The contracts: what goes in, what comes out, and why a story may be refused.  Imports nothing of `services`."""
