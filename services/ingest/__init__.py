"""The line: an entry of a wire stream in, saved versions and dead letters out."""
