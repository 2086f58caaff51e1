"""What was done, told once on the next page: carried in a short-lived cookie that only this session could have made."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.requests import Request
from starlette.responses import Response

from ui.frame import Notice, Undo
from ui.say import Say

COOKIE = "clausetrail_notice"
SECONDS = 120
_VALUE, _WHOLE = 120, 3_000
"""Characters of one value, and bytes of the cookie: browsers keep 4,096 (RFC 6265, 6.1)."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a form did: where to go on, the key of the sentence that says it with its values, and how to take it back
    (the address of a form and its fields), where one press does."""

    address: str
    say: str = ""
    values: Mapping[str, object] = field(default_factory=dict)
    undo: str = ""
    undo_fields: Mapping[str, str] = field(default_factory=dict)


def tell(response: Response, done: Done, csrf: str, secure: bool) -> None:
    """Send the sentence along. What is too long for a cookie loses its undo, never its sentence."""
    if not done.say:
        return
    values = {name: str(value)[:_VALUE] for name, value in done.values.items()}
    whole = _sealed([done.say, values, done.undo, dict(done.undo_fields)], csrf)
    if len(whole) > _WHOLE:
        whole = _sealed([done.say, values, "", {}], csrf)
    response.set_cookie(COOKIE, whole, max_age=SECONDS, path="/", secure=secure, httponly=True, samesite="lax")


def told(request: Request, csrf: str, say: Say) -> Notice | None:
    """The sentence that came along; None for one that another session, or nobody of ours, has made."""
    text, _, seal = request.cookies.get(COOKIE, "").partition(".")
    if not text or not hmac.compare_digest(_seal(text, csrf).encode(), seal.encode()):
        return None
    key, values, action, fields = json.loads(base64.urlsafe_b64decode(text))
    undo = Undo(action, tuple(fields.items())) if action else None
    return Notice(say(key, **values), undo)


def forget(response: Response) -> None:
    """Take the cookie from the browser once its sentence is shown."""
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


def _sealed(content: object, csrf: str) -> str:
    text = base64.urlsafe_b64encode(json.dumps(content, ensure_ascii=False).encode()).decode()
    return f"{text}.{_seal(text, csrf)}"


def _seal(text: str, csrf: str) -> str:
    return hmac.new(csrf.encode(), text.encode(), hashlib.sha256).hexdigest()
