"""What becomes of a version: the rules of order, the story that a notice means, texts that are the same.  Pure."""
