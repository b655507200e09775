"""The desk's pages: what people see of the line, and where they mend it."""
