"""The doors: how copy gets onto a wire stream."""
