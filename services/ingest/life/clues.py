"""What does a notice of withdrawal say of the story that it means?  Ids, titles, slugs, moments and words."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from schemas.article import Article
from services.ingest.desk_words.signals import read_signal
from services.ingest.life.moments import Moment, moments_in

Shown = dict[str, str]
"""What is compared, and the notice's own words for it."""

_READ = 4000
"""Characters of a notice that are read: notices are short, and below that stands other copy."""

_OF_STORY = 1000
"""Characters of its text whose words count: further on a notice explains, or has the right story."""


@dataclass(frozen=True)
class Clues:
    """`relations`: ids by rank, 0 names one story for sure.  `own`: the notice's headline; `titles`: what it quotes.

    `quoted` are the titles that stand in quotation marks of their own, by `bare`; `sent` is when the notice came.
    """

    relations: dict[str, tuple[int, str]]
    ids: frozenset[str]
    numbers: frozenset[str]
    own: Shown
    titles: Shown
    slugs: Shown
    moments: tuple[Moment, ...]
    quoted: frozenset[str]
    sent: dt.datetime
    words: frozenset[str]

    @cached_property
    def signs(self) -> frozenset[str]:
        """Of the words: a Japanese headline that has few of them has few of the words, which is sooner seen."""
        return frozenset("".join(self.words))

    @cached_property
    def minutes(self) -> dict[int, str]:
        """Each that one of the moments names, and the notice's words for it."""
        return {minute: moment.shown for moment in reversed(self.moments) for minute in moment.minutes()}

    @cached_property
    def ends(self) -> frozenset[str]:
        """The last signs of the titles."""
        return frozenset(name[-1] for name in (*self.titles, *self.own))


def clues_in(notice: Article, zone: str) -> Clues:
    """`zone` is the feed's: a moment without a zone is meant there."""
    body = notice.body.text[:_READ]
    lines = [one[:_READ] for one in (notice.headline, notice.ednote, notice.slugline) if one]
    text = _without_valid(unicodedata.normalize("NFKC", "\n".join([*lines, body])))
    links = [href for one in notice.media if (href := one.href)]
    ids, numbers = _ids("\n".join([text, *links])[: 2 * _READ])
    about = _without_valid(unicodedata.normalize("NFKC", "\n".join([*lines, body[:_OF_STORY]])))
    sent = notice.updated_at or notice.created_at or notice.source.received_at
    return Clues(
        relations=_relations(notice),
        ids=ids,
        numbers=numbers,
        own=_own(notice.headline),
        titles=dict(_titles(text)),
        slugs=dict(_slugs(notice.slugline, text)),
        moments=tuple(moments_in(text, sent, zone)),
        quoted=frozenset(_quoted_titles(about)),
        sent=sent,
        words=words_of(about)[0],
    )


# --- relations and ids ---

_SURE = frozenset(["supersedes", "replaces", "management-doc-idref", "previousversion", "at:ref"])
_ASIDE = re.compile(r"seealso|related|depicts|ispartof|derivedfrom|message/rfc822", re.IGNORECASE)
_REVISION = re.compile(r"(?::\d{1,3}[A-Z]?|[_#.-][vr]?\d{1,2}|[?;]version=\d{1,3})$", re.IGNORECASE)
_A_DAY = re.compile(r"(?:19|20)\d{6}", re.ASCII)
_RUN = re.compile(r"[!-~]+")
_PIECE = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._@-]*[A-Za-z0-9])?")
_JIJI = re.compile(r"yjj(?=\d{13}$)")
_NUMBERED = re.compile(
    r"(?:\b(?:no|nr|item|story|id|number|slug|transref)\b\.?|#|番号|記事|№)[ :=#]{0,3}(\d{5,6})(?![\d,.]*\d|[円人万])",
    re.IGNORECASE,
)


def keys_of(story_id: str) -> Iterator[str]:
    """The id, and what stands behind its last colon or stroke where that is long enough to be nobody else's."""
    whole = story_id.casefold()
    yield whole
    tail = whole.rstrip("/").replace(":", "/").rpartition("/")[2]
    if tail != whole and tells(tail):
        yield tail


def tells(name: str) -> bool:
    """In running text it can be nothing but an id: long, with figures, and no date."""
    digits = sum(sign.isdigit() for sign in name)
    return len(name) >= 5 and digits > 0 and not _A_DAY.fullmatch(name) and (digits >= 5 or len(name) >= 8)


def is_number(key: str) -> bool:
    """So few digits may count anything: as an id they need a word that says so."""
    return len(key) < 7 and key.isdigit()


def _relations(notice: Article) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for one in notice.relations:
        kind = (one.kind or "").lower()
        if _ASIDE.search(kind):
            continue
        rank = 0 if kind in _SURE else 1 if kind == "in-reply-to" else 2
        shown = rank, f"{one.kind or 'relation'} {one.id}"
        stem = _REVISION.sub("", one.id)
        keys = [*keys_of(one.id), *(key for key in keys_of(stem) if any(map(tells, keys_of(stem))))]
        for key in keys:
            found[key] = min(found.get(key, shown), shown)
    return found


def _ids(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """All that may be an id, in small letters; and the short numbers that are called one."""
    found: set[str] = set()
    for run in _RUN.findall(text):
        bare = run.strip("\"'<>()[]{}.,;:!?").casefold()
        found.add(bare)
        for piece in _PIECE.findall(bare):
            found.add(_JIJI.sub("", piece))
    return frozenset(found), frozenset(_NUMBERED.findall(text))


# --- titles ---

_QUOTE = r"(?:「(?:[^「」\n]|「[^「」\n]{0,80}」){2,200}」|『[^『』\n]{2,200}』|[\"“][^\"“”\n]{2,200}[\"”])"
_KIND = r"(?:headline|story|item|article|version|report|slug)"
_VALID = (
    re.compile(
        rf"(?:正しくは|正しい(?:見出し|記事|原稿|速報)[はで]|(?:訂正|差し替え)後の?(?:見出し|記事|原稿)?[はを]?)"
        rf"[:、 ]*(?:{_QUOTE}|[^「『。\n]{{2,120}})"
    ),
    re.compile(
        rf"[^「」『』\"“”。、\n]{{0,60}}{_QUOTE}(?:の(?:記事|原稿|速報))?[はも](?:引き続き|そのまま|今後も)?[、 ]?"
        r"(?:有効|正しい|生き|変更(?:は)?ありません|(?:ご)?(?:使用|利用)(?:できます|可|ください))"
    ),
    re.compile(
        rf"\bcorrect(?:ed)? {_KIND}\b(?: (?:is|reads|should (?:be|read)|slugged|headlined|titled))*[:,]? ?"
        rf"(?:{_QUOTE}|[^\"“.\n]{{2,120}})"
        rf"|\b(?:replaced|superseded) (?:by|with) [^\"“.\n]{{0,40}}{_QUOTE}"
        rf"|\b(?:should (?:be|read|have read)|instead use|use instead),?:? ?{_QUOTE}"
        rf"|{_QUOTE},? (?:\([^)\n]{{1,40}}\),? )?(?:is|remains?|stands?|was)\b (?:still )?"
        r"(?:valid|correct|accurate|good|in force|unaffected|standing)\b",
        re.IGNORECASE,
    ),
)
"""What a notice lets stand, or has right, is not what it takes back."""

_SPOKEN = re.compile(
    r"\s?(?:と(?:い[うっ]|述べ|語|話|発言|し[てた]|指摘|説明|ある|あっ)"
    r"|(?:との|という|の)(?:発言|表現|記述|説明|部分|文言|内容|談話))"
)
_SAYS = re.compile(
    r"\b(?:say(?:s|ing)?|said|quot(?:ed?|ing)|call(?:ed|ing)|that|words?|phrase|as),?:? ?$", re.IGNORECASE
)
_TITLED = re.compile(_QUOTE)


def _without_valid(text: str) -> str:
    for pattern in _VALID:
        text = pattern.sub(" ", text)
    return text


def _quoted_titles(text: str) -> Iterator[str]:
    """Of outermost quotation marks, without what somebody said: two of them may be two stories."""
    for found in _TITLED.finditer(text):
        written = found[0][1:-1]
        spoken = _SPOKEN.match(text, found.end()) or _SAYS.search(text[max(0, found.start() - 12) : found.start()])
        if not spoken and is_title(name := bare(read_signal(written).rest or written)):
            yield name


_NO_LETTERS = re.compile(r"[\W_]+")
_QUOTES = {"「": "」", "『": "』", "“": "”", '"': '"', "”": "”", "«": "»", "‘": "’"}
_OPENING = re.compile("[" + "".join(map(re.escape, _QUOTES)) + "]")
_BRACKETS = "".join({*_QUOTES, *_QUOTES.values()}) + " \u3000"
_LONGEST = 200
_NAMED = (
    re.compile(
        r"(?:先に|さきに|先ほど|さきほど|\d{1,2}分に?)(?:送信|配信|出稿|送稿)した(?P<title>[^。\n]{3,120}?)の(?:記事|原稿|速報)"
    ),
    re.compile(r"^(?P<title>[^。\n]{3,120}?)の(?:記事|原稿|速報)(?:を|は|の)?(?:全文)?(?:取り?消|削除)", re.MULTILINE),
    re.compile(
        r"\b(?:headlined|titled|entitled)[: ]+(?P<title>[^\n]{5,200}?)(?=,? (?:moved|sent|filed)\b|[.;]|$)",
        re.MULTILINE,
    ),
)
_NO_TITLE = re.compile(
    r"(?:お知らせ|お断り|おことわり|お詫び|おわび|訂正|取り?消し?|削除|記事|原稿|配信|全文|編集者?|加盟社|各位|注意"
    r"|について|および|及び|関連|事実|誤り|の|と|を|は|へ|に"
    r"|editors?|notes?|advisory|kill|withdrawal|withdrawn|attention|mandatory|bulletin|story|notice|correction|to|s)*"
)


def bare(text: str) -> str:
    """Letters and figures alone, of one width and size: by this two headlines are the same."""
    return _NO_LETTERS.sub("", unicodedata.normalize("NFKC", text).casefold())


def is_title(name: str) -> bool:
    """Of `bare` text: long enough to be one story's, and not what heads any notice."""
    least = 4 if not name.isascii() else 10
    return len(name) >= least and _NO_TITLE.fullmatch(name) is None


def _own(headline: str) -> Shown:
    rest = read_signal(headline).rest
    name = bare(rest)
    return {name: rest} if is_title(name) else {}


def _titles(text: str) -> Iterator[tuple[str, str]]:
    for opened in list(_OPENING.finditer(text))[:60]:
        for quoted in _quoted(text, opened.end(), _QUOTES[opened[0]]):
            if is_title(name := bare(read_signal(quoted).rest or quoted)):
                yield name, quoted
    for pattern in _NAMED:
        for named in pattern.finditer(text):
            title = read_signal(named["title"].strip(_BRACKETS)).rest
            if is_title(name := bare(title)):
                yield name, title


def _quoted(text: str, start: int, close: str) -> Iterator[str]:
    """Up to each of the next closing signs: a headline may quote, too."""
    at = start
    for _ in range(3):
        at = text.find(close, at, start + _LONGEST)
        if at < 0:
            return
        if "\n" in text[start:at]:
            return
        yield text[start:at]
        at += 1


# --- slugs ---

_SLUGGED = re.compile(
    r"\b(?:slugged|slug(?:line)?[:=]?)[ :=]*[\"“]?(?P<slug>[^\W_][\w./&-]{2,40}(?:[ -]{1,2}[A-Z][\w.-]{1,20})?)",
    re.IGNORECASE,
)
_CYCLE = re.compile(r"^(?:bc|am|pm|ap)-{1,2}")
_TAKE = re.compile(
    r"(?:[ ,_-]+(?:(?:\d{1,2}(?:st|nd|rd|th))? ?(?:lead|ld|writethru|take|add|update|net)(?:-writethru)?s?|kill"
    r"|withdrawal|advisory|correction|corrective|refile|urgent|flash|bulletin|\d{1,3}))+$"
)


def slug_of(slugline: str | None) -> str:
    """Without cycle (BC-), takes, desk words and strokes; of one width and size."""
    if not slugline:
        return ""
    rest = read_signal(slugline[:200]).rest
    name = _CYCLE.sub("", unicodedata.normalize("NFKC", rest).casefold().strip(" /,.-"))
    return _TAKE.sub("", name).strip(" /,.-")


def is_compound(slug: str) -> bool:
    """A slug of one word is that of many stories."""
    return re.search(r"[\w][-/ .][\w]", slug) is not None or (not slug.isascii() and len(slug) >= 4)


def _slugs(slugline: str | None, text: str) -> Iterator[tuple[str, str]]:
    if slug := slug_of(slugline):
        yield slug, slugline or ""
    for found in _SLUGGED.finditer(text):
        written = found["slug"]
        for name in (written, written.split(" ")[0]):
            if slug := slug_of(name):
                yield slug, name


# --- words ---

_WORD = re.compile(r"[a-z\u00df-\u024f0-9][a-z\u00df-\u024f0-9']{2,}|[\u3005\u3040-\u30ff\u4e00-\u9fff]{2,}")
_STOP = frozenset(
    ["the", "and", "for", "are", "was", "were", "has", "have", "had", "with", "from", "that", "this", "its", "not",
     "but", "will", "would", "over", "after", "into", "about", "been", "their", "who", "says", "said", "story",
     "stories", "item", "report", "article", "kill", "killed", "withdraw", "withdrawn", "withdrawal", "editors",
     "editor", "note", "notice", "please", "advisory", "moved", "sent", "headlined", "slugged", "mandatory",
     "bulletin", "attention", "correction", "corrected"]
)  # fmt: skip
_STOP_JA = re.compile(
    r"先に|さきに|先ほど|送信|配信|出稿|送稿|記事|原稿|速報|削除|取り?消し?|訂正|差し替え|お知らせ|事実関係|事実|誤り"
)
_HIRAGANA = re.compile(r"[\u3040-\u309f]{2}")


def words_of(text: str) -> tuple[frozenset[str], bool]:
    """Content words, of Japanese its pairs of signs; and whether it is enough to know a story by."""
    found: set[str] = set()
    words = signs = 0
    for run in _WORD.findall(_STOP_JA.sub(" ", unicodedata.normalize("NFKC", text).casefold())):
        if run[0] > "\u3000":
            signs += len(run)
            found.update(map("".join, pairwise(run)))
        elif run not in _STOP:
            words += 1
            found.add(run)
    found = {one for one in found if not _HIRAGANA.fullmatch(one)}
    return frozenset(found), signs >= 6 or words >= 3
