"""Who may look at the desk's pages, and who may act?

Looking is open on this machine; elsewhere it takes the desk's token (WIRE_DESK_TOKEN), as a bearer (RFC 6750) or by a
cookie that the login form gives for it.  Acting takes the token wherever one is set, and without one this machine.
"""

import hashlib
import hmac
import ipaddress
import secrets
import time
from urllib.parse import parse_qsl, urlsplit

from fastapi import HTTPException, Request, Response
from pydantic import SecretStr

SESSION, CSRF = "wire_desk", "wire_csrf"
_SESSION_SECONDS = 12 * 3600
"""A shift."""

_FORM_MOST = 16 * 1024
_FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip", "via")


def is_on_this_machine(request: Request) -> bool:
    """Neither through a proxy that stands here, nor by a page whose name was made to point here."""
    host = request.client.host if request.client else ""
    straight = not any(name in request.headers for name in _FORWARDED)
    return straight and _is_loopback(host) and _is_loopback(request.url.hostname or "")


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


class Guard:
    """Compares in constant time whatever is secret."""

    def __init__(self, token: SecretStr | None) -> None:
        self._token = token.get_secret_value().encode() if token else b""
        self.label = f"token:{hashlib.sha256(self._token).hexdigest()[:8]}"
        """For the audit log: tells tokens apart and gives none away."""

    @property
    def has_token(self) -> bool:
        return bool(self._token)

    def may_look(self, request: Request) -> None:
        """A dependency of what programs read.  Raises HTTPException 403."""
        if self._who(request) is None:
            raise HTTPException(403, "the desk is open on this machine only")

    def may_see(self, request: Request) -> None:
        """The same for pages: a browser is led to the login form where there is a token to give."""
        if self._who(request) is None:
            if self.has_token and request.method == "GET":
                raise HTTPException(303, headers={"location": "/login"})
            raise HTTPException(403, "the desk is open on this machine only")

    def acts(self, request: Request, form: dict[str, str]) -> str:
        """Who acts, in a word for the audit log.  Raises HTTPException 403."""
        if self.has_token and not self._has_proof(request):
            raise HTTPException(403, "to act the desk wants its token: log in")
        who = self._who(request)
        if who is None:
            raise HTTPException(403, "the desk is open on this machine only")
        if not self._is_bearer(request):  # a browser sends cookies by itself, and a bearer never
            check_origin(request, form)
        return who

    def _who(self, request: Request) -> str | None:
        if self._has_proof(request):
            return self.label
        return "local" if is_on_this_machine(request) else None

    def _has_proof(self, request: Request) -> bool:
        return self.has_token and (self._is_bearer(request) or self._is_session(request.cookies.get(SESSION, "")))

    def _is_bearer(self, request: Request) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and self.is_token(given.strip())

    def is_token(self, given: str) -> bool:
        return self.has_token and hmac.compare_digest(_digest(given.encode()), _digest(self._token))

    # --- the login form's cookie: until when, and a signature of that by the token ---

    def open_session(self, request: Request, response: Response) -> None:
        until = str(int(time.time()) + _SESSION_SECONDS)
        set_cookie(request, response, SESSION, f"{until}.{self._signed(until)}", _SESSION_SECONDS)

    def _is_session(self, cookie: str) -> bool:
        until, _, signature = cookie.partition(".")
        is_ours = hmac.compare_digest(signature.encode(), self._signed(until).encode())
        return is_ours and int(until) > time.time()

    def _signed(self, until: str) -> str:
        return hmac.new(self._token, b"kawaraban desk until " + until.encode(), hashlib.sha256).hexdigest()


def _digest(value: bytes) -> bytes:
    """So that not even lengths can be compared."""
    return hashlib.sha256(value).digest()


def set_cookie(request: Request, response: Response, name: str, value: str, seconds: int) -> None:
    secure = request.url.scheme == "https"
    response.set_cookie(name, value, max_age=seconds, httponly=True, samesite="strict", secure=secure)


# --- that a form is one of ours: a double submit, and where the browser says that it comes from ---


def csrf_of(request: Request) -> str:
    """This browser's, or a new one."""
    return request.cookies.get(CSRF) or secrets.token_urlsafe(24)


def check_origin(request: Request, form: dict[str, str]) -> None:
    """Cookies know no ports: a page of another server on this host may set ours, but its Origin betrays it.

    Raises HTTPException 403.
    """
    origin = request.headers.get("origin")
    is_ours = origin is None or urlsplit(origin).netloc == request.headers.get("host")
    if not is_ours or request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        raise HTTPException(403, "this form came from elsewhere")
    cookie, given = request.cookies.get(CSRF, ""), form.get("csrf", "")
    if not cookie or not hmac.compare_digest(cookie.encode(), given.encode()):
        raise HTTPException(403, "this page was too old: load it again, then act")


async def read_form(request: Request) -> dict[str, str]:
    """An HTML form's fields, of each name the last.  Raises HTTPException 413, 415, 422."""
    if request.headers.get("content-type", "").partition(";")[0].strip() != "application/x-www-form-urlencoded":
        raise HTTPException(415, "a form is application/x-www-form-urlencoded")
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _FORM_MOST:
            raise HTTPException(413, f"a form has {_FORM_MOST} bytes at most")
    try:
        return dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=20))
    except ValueError as problem:
        raise HTTPException(422, "this form can't be read") from problem
