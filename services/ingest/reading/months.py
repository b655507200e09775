"""Which month does a name mean?  In the languages of the wires, short or whole, with or without accents."""

import unicodedata
from functools import lru_cache

# By the letters that tell them apart: English, German, French, Spanish, Italian, Dutch, Portuguese and the Nordic
# languages.
_MONTHS = {
    month: number
    for number, months in enumerate(
        ("jan ene gen", "feb fev", "mar mrz mrt maa maerz", "apr avr abr", "may mai mei maj mag", "jun juin giu",
         "jul juil lug", "aug aou ago", "sep set", "oct okt ott out", "nov", "dec dez dic des"), 1
    )
    for month in months.split()
}  # fmt: skip


@lru_cache(maxsize=512)
def month_of(name: str) -> int | None:
    """1 to 12, of figures too; None if no month has that name."""
    if name.isascii() and name.isdecimal():
        return int(name) if len(name) < 3 and 1 <= int(name) <= 12 else None
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name[:20].lower()) if sign.isalpha())
    return next((_MONTHS[plain[:letters]] for letters in (5, 4, 3) if plain[:letters] in _MONTHS), None)
