"""Which names in a dateline are those of news agencies?"""

import re
from functools import lru_cache

_JA = (
    r"時事(?:通信)?社?|共同(?:通信)?社?(?:PRワイヤー)?|ロイター(?:通信)?|聯合(?:ニュース)?|新華社(?:通信)?|タス(?:通信)?|中央社"
    r"|ブルームバーグ|インタファクス(?:通信)?|AFP|ＡＦＰ|AP|ＡＰ|CNN|ＣＮＮ|BBC|ＢＢＣ|DPA|ＤＰＡ|UPI|ＵＰＩ|EPA|ＥＰＡ"
)
AGENCY_JA = rf"(?:{_JA})(?:[＝=・]?(?:時事|共同))?"
"""時事, 共同, ロイター, AFP＝時事, ロイター時事."""
AGENCY_EN = r"[A-Z]{2,8}|Kyodo(?: News)?|Jiji(?: Press)?|Reuters|Xinhua|Yonhap|Bloomberg|Tass"
"""Those that stand without brackets."""

_WHOLE_JA = re.compile(AGENCY_JA)
_END_JA = re.compile(rf"[ \u3000・、＝=]?(?:{AGENCY_JA})$")
_NAMES = frozenset(
    ["jiji press", "jiji", "kyodo", "kyodo news", "ap", "associated press", "the associated press", "afp", "reuters",
     "dpa", "ansa", "efe", "tass", "xinhua", "upi", "yonhap", "bloomberg", "afp-jiji", "pti", "ani", "ians", "aap",
     "belga", "ats", "sda", "keystone-sda", "apa", "lusa", "anp", "tt", "ntb", "stt", "ritzau", "cnn", "bbc", "cna",
     "bernama", "antara", "interfax", "europa press", "canadian press", "the canadian press", "pa media"]
)  # fmt: skip
_AND = re.compile(r" ?/ ?|-| and |, ")


@lru_cache(maxsize=1024)
def is_agency(name: str) -> bool:
    """Of `dpa/lni` the first name counts."""
    one = name.strip()
    plain = one.lower()
    return plain in _NAMES or _AND.split(plain)[0] in _NAMES or _WHOLE_JA.fullmatch(one) is not None


def without_agency(text: str) -> str:
    """ワシントン of ワシントン時事 and of ワシントン＝時事; an agency alone stays."""
    if text.isascii() or _WHOLE_JA.fullmatch(text):
        return text
    return _END_JA.sub("", text)
