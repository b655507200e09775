"""How does a word of a name look in Latin letters?"""

import re

_LETTERS = [chr(code) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00)) if chr(code).isalpha()]
UPPER = "".join(letter for letter in _LETTERS if letter.isupper())
LOWER = "".join(letter for letter in _LETTERS if letter.islower())
_MARKS = "\u0300-\u036f"

_END = rf"(?![\w{_MARKS}@/]|[.&-]\w)"
CAPITALS = rf"(?:[A-Z]['’])?[{UPPER}]{{2,}}(?:-[{UPPER}]{{2,}}|['’][{UPPER}]{{2,}})*{_END}"
NAME = (
    rf"(?:[A-Z]['’])?[{UPPER}][{LOWER}]+(?:[{UPPER}][{LOWER}]+)*"
    rf"(?:-[{UPPER}{LOWER}][{LOWER}]+|['’](?!s(?![{LOWER}]))[{LOWER}]+)*{_END}"
)
INITIAL = rf"[{UPPER}](?:\.-?[{UPPER}])?(?:\.|(?=\ ))"
JOINED = rf"(?:(?:a[ltdrzsn]|ash|[eu]l|bin|ibn|abu)-|[dl]['’]){NAME}"
"""el-Sisi, d'Estaing."""

ONE_IN_CAPITALS = re.compile(CAPITALS)
ONE_NAME = re.compile(NAME)
NOT_WITHIN = frozenset("@#/&._-") | {chr(code) for code in range(0x300, 0x370)}
"""Before a word these show that it is part of a longer one."""

LONGEST = 40
