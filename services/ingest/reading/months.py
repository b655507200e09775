"""Which month does a name mean?  In the languages of the wires, short or whole, with or without accents."""

import unicodedata
from functools import lru_cache

# English, German, French, Spanish, Italian, Dutch, Portuguese and the Nordic languages; short forms that are not
# their beginnings at the end.
_MONTHS = tuple(
    tuple(names.split())
    for names in (
        "january januar janvier enero gennaio januari janeiro jaenner",
        "february februar fevrier febrero febbraio februari fevereiro feber",
        "march maerz mars marzo maart marco marts marz mrz mrt",
        "april avril abril aprile",
        "may mai mayo maggio mei maio maj",
        "june juni juin junio giugno junho",
        "july juli juillet julio luglio julho",
        "august aout agosto augustus augusti",
        "september septembre septiembre setiembre settembre setembro",
        "october oktober octobre octubre ottobre outubro",
        "november novembre noviembre novembro",
        "december dezember decembre diciembre dicembre dezembro desember",
    )
)


@lru_cache(maxsize=512)
def month_of(name: str) -> int | None:
    """1 to 12, of figures too; None if no month has that name.  Three letters at least; Martin is none, jui is two."""
    if name.isascii() and name.isdecimal():
        return int(name) if len(name) < 3 and 1 <= int(name) <= 12 else None
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", name[:20].lower()) if sign.isalpha())
    if len(plain) < 3:
        return None
    found = [number for number, names in enumerate(_MONTHS, 1) if any(one.startswith(plain) for one in names)]
    return found[0] if len(found) == 1 else None
