"""Which field is it?  The names of ninjs 3.x and of its dialects by those of 1.x and 2.x, which the readers know.

3.x writes camelCase (versionCreated), Reuters too (headLine, byLine, bodyXhtml); Superdesk's archive (its production
API) has names of its own: anpa_category, abstract, rewrite_of, schedule_settings, _current_version.
"""

from functools import lru_cache

from services.ingest.formats.json_copy import Json, line

_SAME = (
    "headline", "headlines", "slugline", "byline", "bylines", "body_text", "body_html", "body_xhtml", "body_html5",
    "bodies", "description_text", "description_html", "descriptions", "versioncreated", "firstcreated",
    "contentcreated", "pubstatus", "ednote", "infosource", "infosources", "copyrightholder", "copyrightnotice",
    "altids", "keywords", "eventDetails", "plannedCoverage", "embargoed", "replacing", "evolvedfrom",
)  # fmt: skip
_OTHERS = {
    "embargoeduntil": "embargoed", "embargountil": "embargoed", "embargo": "embargoed", "embargodate": "embargoed",
    "publicationstatus": "pubstatus", "publishstatus": "pubstatus", "keyword": "keywords",
    "caption": "description_text", "anpacategory": "service", "abstract": "description_text",
    "rewriteof": "evolvedfrom", "currentversion": "version",
}  # fmt: skip
_NAMES = {name.replace("_", "").lower(): name for name in _SAME} | _OTHERS

_STEMS = ("headline_", "body_", "description_")
_MARKERS = frozenset(_SAME) | {"standard", "$standard", "renditions", "associations", "title", "representationtype"}
"""Fields of which one at least is in any news item: `uri` and `type` are in much other JSON."""


def canonical(found: Json) -> Json:
    """The item under the readers' names; where a field comes twice, that name holds, if there is anything in it."""
    item: Json = {}
    for name, value in found.items():
        known = _known(name)
        if known is not None and known != name and value not in (None, ""):
            item.setdefault(known, value)
    item |= {name: value for name, value in found.items() if name not in item or value not in (None, "")}
    return _of_archive(item) if "_current_version" in item or "schedule_settings" in item else item


@lru_cache(maxsize=1024)
def _known(name: str) -> str | None:
    return "guid" if name == "_id" else _NAMES.get(name.replace("_", "").lower())


def is_item(item: Json) -> bool:
    """Of what `canonical` returns."""
    has_id = any(isinstance(item.get(name), str) and item[name] for name in ("uri", "guid"))
    return has_id and any(name in _MARKERS or name.startswith(_STEMS) for name in item)


def _of_archive(item: Json) -> Json:
    """Superdesk counts versions in _current_version; `embargo` is by the desk's own clock, `utc_embargo` an instant."""
    settings = item.get("schedule_settings")
    instant = line(settings, "utc_embargo") if isinstance(settings, dict) else None
    return item | {
        "version": item.get("_current_version") or item.get("version"),
        "embargoed": instant or item.get("embargoed"),
    }
