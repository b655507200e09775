"""Does a text hold control signs?  Hardly any does, and to look for them with a regex takes three times as long."""

_C0 = bytes(byte for byte in range(32) if byte not in b"\t\n\r") + b"\x7f"
_LEAD_OF_C1 = b"\xc2"


def may_hold_controls(text: str) -> bool:
    """False where there is surely none but tabs and ends of lines."""
    raw = text.encode("utf-8", "surrogatepass")
    return len(raw.translate(None, _C0)) != len(raw) or _LEAD_OF_C1 in raw
