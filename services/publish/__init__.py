"""The voice: what the store has to announce, into the stream that subscribers read."""
