"""What desks write to other desks: signals at the head of a line, embargoes, notices, reasons."""
