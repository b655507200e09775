"""The window: what people may look at and mend."""
