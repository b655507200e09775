"""How a page is answered: in its reader's language and light, with nothing on it that is not the desk's own."""

import hashlib
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Request, Response
from jinja2 import ChainableUndefined, Environment, FileSystemLoader

from services.desk.window.access import CSRF, csrf_of, set_cookie
from services.desk.window.shown import FILTERS, story_path
from services.desk.window.words import TABLES

HERE = Path(__file__).parent
LANGUAGE, THEME = "wire_lang", "wire_theme"
_YEAR = 365 * 86400

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
_WISH = re.compile(r"\s*(en|ja)\b[^;,]*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*(?:,|\Z)", re.IGNORECASE)


def language_of(request: Request) -> str:
    """By the switch, which a cookie keeps, else by Accept-Language (RFC 9110, 12.5.4), else English."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(LANGUAGE)):
        if chosen is not None and chosen in TABLES:
            return chosen
    header = request.headers.get("accept-language", "")[:200]
    wishes = [(float(found[2] or 1), found[1].lower()) for part in header.split(",") if (found := _WISH.match(part))]
    return max(wishes, key=lambda wish: wish[0], default=(1.0, "en"))[1]


def theme_of(request: Request) -> str:
    """`dark`, `light`, or `auto`, where the system's setting counts."""
    chosen = request.query_params.get("theme") or request.cookies.get(THEME, "")
    return chosen if chosen in {"dark", "light"} else "auto"


@cache
def static_version() -> str:
    """Changes with the style and the script, so that browsers may keep both for ever."""
    made = hashlib.sha256()
    for path in sorted((HERE / "static").iterdir()):
        made.update(path.read_bytes())
    return made.hexdigest()[:12]


class Pages:
    """The templates, compiled once."""

    def __init__(self) -> None:
        self._environment = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=ChainableUndefined,  # articles of earlier versions have fewer fields
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self._environment.filters |= FILTERS
        self._environment.globals["story_path"] = story_path

    def answer(self, request: Request, template: str, /, status: int = 200, **values: Any) -> Response:
        language, csrf = language_of(request), csrf_of(request)
        words = TABLES[language]
        shared = {
            "t": words.__getitem__,
            "lang": language,
            "theme": theme_of(request),
            "static": static_version(),
            "here": request.url.path,
            "csrf": csrf,
            "switch": lambda **wish: _switched(request, wish),
        }
        html = self._environment.get_template(template).render(**shared, **values)
        response = Response(html.encode("utf-8", "replace"), status, HEADERS, media_type="text/html; charset=utf-8")
        self._keep_choices(request, response, csrf)
        return response

    def row(self, row: Any, language: str) -> str:
        """One of the tail's."""
        words = TABLES[language]
        return self._environment.get_template("row.html").render(row=row, lang=language, t=words.__getitem__)

    def _keep_choices(self, request: Request, response: Response, csrf: str) -> None:
        if CSRF not in request.cookies:
            set_cookie(request, response, CSRF, csrf, _YEAR)
        if request.query_params.get("lang") in TABLES:
            set_cookie(request, response, LANGUAGE, language_of(request), _YEAR)
        if request.query_params.get("theme") in {"dark", "light", "auto"}:
            set_cookie(request, response, THEME, theme_of(request), _YEAR)


def _switched(request: Request, wish: Mapping[str, str]) -> str:
    """This page's own address; its path as it came, since ids may look like paths."""
    path = request.scope["raw_path"].decode("ascii", "replace").partition("?")[0]
    kept = [(name, value) for name, value in request.query_params.multi_items() if name not in {"lang", "theme"}]
    return f"{path}?{urlencode([*kept, *wish.items()])}"
