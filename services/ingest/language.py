"""Which language is it?  What the copy declares, else what its script shows, else what the feed is in."""

import re
from collections.abc import Callable

_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)
_KANA = re.compile(r"[\u3041-\u309f\u30a1-\u30ff\uff66-\uff9d]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")

_SUBTAG_CASE: dict[int, Callable[[str], str]] = {2: str.upper, 4: str.title}  # region, script: RFC 5646, 2.1.1

UNKNOWN = "und"  # ISO 639-2's own word for it


def language_of(declared: str | None, text: str, default: str | None) -> str:
    """A BCP 47 tag.

    Kana makes it Japanese and Hangul Korean; Chinese characters alone and the Latin script tell no language, so there
    the feed's own holds, if it is written in such a script.
    """
    if declared:
        first, *others = declared.strip().replace("_", "-").split("-")
        tag = "-".join([first.lower(), *(_SUBTAG_CASE.get(len(part), str)(part) for part in others)])
        if _TAG.fullmatch(tag):
            return tag
    sample = text[:4000]
    if _KANA.search(sample):
        return "ja"
    if _HANGUL.search(sample):
        return "ko"
    if default is None:
        return UNKNOWN
    eastern = default.startswith(("ja", "zh", "ko"))
    shows_han, shows_latin = bool(_HAN.search(sample)), bool(_LATIN.search(sample))
    fits = shows_han if eastern else shows_latin and not shows_han
    return default if fits or not (shows_han or shows_latin) else UNKNOWN
