"""What ANSA adds of its own: what its machine found in the text, and codes for its old lines behind it."""

import re

import orjson

from schemas.story import Repair, Subject
from services.ingest.draft import Draft
from services.ingest.formats.newsml_g2_terms import last_part
from services.ingest.reading.xml import Element

_SCHEME = "ansa:iptcDomains"
"""The codes are IPTC's, their choice is ANSA's machine's."""

# `51 77 03 CRO01 1113 APE4800 GEST`: numbers, then words of capitals and digits.
_ROUTING = re.compile(r"(?:[0-9]{2,4} ){2,}(?:[A-Z0-9]{2,12} ){2,}[A-Z0-9]{2,12}", re.ASCII)


def read_semantics(draft: Draft, descriptions: list[Element]) -> None:
    """`<description role="semantics">` is JSON, with weighted IPTC subject codes among much else."""
    for element in descriptions:
        if last_part(element.get("role")) != "semantics":
            continue
        domains = _domains(element.text or "")
        if domains is None:
            draft.warnings.append("description: ANSA's semantics are no JSON that can be read")
            continue
        for one in domains:
            code, name = one.get("id"), one.get("value")
            if isinstance(code, str) and re.fullmatch(r"[0-9]{8}", code, re.ASCII):
                draft.subjects.append(Subject(scheme=_SCHEME, code=code, name=name if isinstance(name, str) else None))


def drop_routing(body: Element, repairs: list[Repair]) -> None:
    """Words behind the last paragraph that are codes alone."""
    last = next(reversed(body), None) if len(body) else None
    words = " ".join((last.tail or "").split()) if last is not None else ""
    if last is not None and _ROUTING.fullmatch(words):
        last.tail = None
        repairs.append(Repair(field="body", from_=words, to="", why="routing codes behind the text"))


def _domains(text: str) -> list[dict[str, object]] | None:
    try:
        found = orjson.loads(text)
    except ValueError:
        return None
    domains = found.get("iptcDomains") if isinstance(found, dict) else None
    return [one for one in domains if isinstance(one, dict)] if isinstance(domains, list) else None
