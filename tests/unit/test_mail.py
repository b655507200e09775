"""Mail: character sets, parts, attachments, desk words, and mail that is made to be slow."""

import base64
import contextlib
from pathlib import Path

import pytest

from schemas.reasons import Reason, Rejected
from schemas.story import Relation, Story
from services.ingest.decode import decode
from services.ingest.draft import Copy, Draft
from services.ingest.formats import mail
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL
from tests.pace import within

SAMPLES = Path(__file__).parents[2] / "samples" / "rfc822"


def message(*fields: str, body: bytes = b"Words.\r\n", subject: str = "Bridge opens") -> bytes:
    head = ["From: Desk <desk@x.example>", "Date: Fri, 20 Nov 2026 09:00:00 +0900", f"Subject: {subject}"]
    if not any(one.startswith("Message-ID") for one in fields):
        head.append("Message-ID: <1@x.example>")
    return "\r\n".join([*head, *fields, "", ""]).encode("latin-1") + body


def parts(*several: str, kind: str = "mixed", head: tuple[str, ...] = ()) -> bytes:
    body = "".join(f"--b\r\n{one}\r\n" for one in several) + "--b--\r\n"
    return message(*head, f'Content-Type: multipart/{kind}; boundary="b"', body=body.encode())


def draft(raw: bytes) -> Draft:
    copy = decode(raw, NEUTRAL)
    assert mail.recognises(copy)
    [one] = mail.parse(copy, NEUTRAL)
    assert isinstance(one, Draft), one
    return one


def text(raw: bytes) -> str:
    body = draft(raw).body
    assert body
    return body.text


def refused(raw: bytes) -> Reason:
    with pytest.raises(Rejected) as found:
        draft(raw)
    return found.value.reason


def sample(name: str) -> Story:
    copy = decode((SAMPLES / name).read_bytes(), NEUTRAL)
    [one] = mail.parse(copy, NEUTRAL)
    assert isinstance(one, Draft)
    return validate(one, copy, NEUTRAL)


def test_a_mail_in_iso_2022_jp() -> None:
    story = sample("hanabi-teisei.eml")
    assert (story.story_id, story.version, story.change) == ("20261120183000.310417@city.example.jp", 2, "correction")
    assert story.headline == "【訂正】港の花火大会、開始は１９時半"
    assert (story.byline, story.credit) == ("例示市役所 広報課", "例示市役所 広報課 <koho@city.example.jp>")
    assert story.body.text.startswith("報道各位\n\n先ほど")
    assert story.relations == [Relation(kind="In-Reply-To", id="20261120170000.4702@city.example.jp")]
    assert (str(story.created_at), story.language) == ("2026-11-20 09:30:00+00:00", "ja")
    assert story.repairs == []


def test_alternatives_and_an_attachment() -> None:
    story = sample("museum-clocks.eml")
    assert story.headline == "Museum shows its café clocks"
    assert story.body.text == (
        "The museum will show forty café clocks from Saturday, the largest number in one room."
        "\n\nOpen daily\nFree on Sundays"
    )
    assert (story.credit, story.keywords, story.language) == ("Example Museum", ["museum", "clocks"], "en-GB")
    assert story.ednote == "Pictures may be used with this story only."
    [picture] = story.media
    assert (picture.kind, picture.renditions[0].name, picture.renditions[0].content_type) == (
        "picture", "clock.png", "image/png",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("label", "codec", "repaired"),
    [
        ("Shift_JIS", "shift_jis", False), ("EUC-JP", "euc_jp", False), ("UTF-8", "utf-8", False),
        ("iso-2022-jp", "iso2022_jp", False), ("x-no-such-set", "utf-8", True), ("us-ascii", "utf-8", True),
        ("utf-8", "cp932", True),
    ],
)  # fmt: skip
def test_charsets(label: str, codec: str, repaired: bool) -> None:
    words = "港の橋が開通しました。これは例文です。"
    found = draft(message(f"Content-Type: text/plain; charset={label}", body=words.encode(codec)))
    assert found.body
    assert found.body.text == words
    assert bool([one for one in found.repairs if one.field == "encoding"]) == repaired


def test_signs_of_nec_in_iso_2022_jp() -> None:
    raw = b"\x1b$B-!9A\x1b(B and \x1b$B-j\x1b(B"
    found = draft(message("Content-Type: text/plain; charset=ISO-2022-JP", body=raw))
    assert found.body
    assert found.body.text == "①港 and ㈱"
    assert found.repairs[0].to == "cp932"


def test_bytes_of_no_set_are_refused() -> None:
    assert refused(message("Content-Type: text/plain; charset=utf-8", body=b"\xff\xfe\xfd" * 9)) is Reason.BAD_ENCODING
    assert refused(message(body=b"a\0b")) is Reason.MALFORMED


def test_headers_cut_in_the_middle_of_a_character() -> None:
    raw = "港の橋".encode()
    words = [base64.b64encode(raw[:4]).decode(), base64.b64encode(raw[4:]).decode()]
    subject = "\r\n ".join(f"=?UTF-8?B?{one}?=" for one in words)
    assert draft(message(subject=subject)).headline == "港の橋"
    eight_bit = "橋が開通しました".encode().decode("latin-1")
    assert draft(message(subject=eight_bit)).headline == "橋が開通しました"


@pytest.mark.parametrize(
    ("subject", "version", "change", "status"),
    [
        ("Bridge opens", 1, "new", "usable"), ("CORRECTED: Bridge opens", 2, "correction", "usable"),
        ("Re: [desk] 2nd LEAD Bridge", 5, "update", "usable"), ("[予定稿] Bridge", 1, "new", "withheld"),
        ("KILL: BRIDGE OPENS", 1, "withdrawal", "canceled"), ("NEW YORK SNOW", 1, "new", "usable"),
        ("FLASH: Bridge opens", 0, "new", "usable"), ("【お知らせ】", 1, "new", "usable"),
    ],
)  # fmt: skip
def test_desk_words(subject: str, version: int, change: str, status: str) -> None:
    encoded = f"=?utf-8?B?{base64.b64encode(subject.encode()).decode()}?="
    found = draft(message(subject=encoded))
    assert (found.version, found.change, found.status) == (version, change, status)


def test_flowed_text() -> None:
    raw = message(
        "Content-Type: text/plain; format=flowed", body=b"One \r\nline.\r\n\r\n From here\r\n> quoted \r\n> more"
    )
    assert text(raw) == "One line.\n\nFrom here\n> quoted\n> more"
    raw = message("Content-Type: text/plain; format=flowed; delsp=yes; charset=utf-8", body="港の \r\n橋".encode())
    assert text(raw) == "港の橋"


def test_attachments_are_named_and_never_opened() -> None:
    found = draft(
        parts(
            "Content-Type: text/plain\r\n\r\nWords.",
            "Content-Type: application/zip; name=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
            "Content-Type: text/xml\r\nContent-Disposition: attachment; filename*=utf-8''%E9%80%9F.xml"
            "\r\n\r\n<newsItem/>",
            "Content-Type: image/jpeg\r\nContent-ID: <p1@x>\r\nContent-Description: Bay\r\n\r\nx",
            "Content-Type: application/pdf\r\nContent-Disposition: attachment; filename==?utf-8?B?5qmLLnBkZg==?="
            "\r\n\r\nx",
            "Content-Type: application/pgp-signature\r\n\r\nx",
        )
    )
    assert [(one.kind, one.renditions[0].name) for one in found.media] == [
        ("composite", "a.zip"), ("text", "速.xml"), ("picture", None), ("text", "橋.pdf"),
    ]  # fmt: skip
    assert (found.media[2].caption, found.media[2].href) == ("Bay", "cid:p1@x")
    assert found.warnings == [
        "attachment a.zip: an archive, which is not opened",
        "attachment 速.xml: text/xml, text that is not read",
    ]


def test_a_mail_in_the_mail() -> None:
    inner = "Content-Type: message/rfc822\r\n\r\nMessage-ID: <2@y.example>\r\nSubject: Inner\r\n\r\nInner words."
    found = draft(parts(inner))
    assert found.body
    assert (found.body.text, found.relations) == ("Inner words.", [Relation(kind="message/rfc822", id="2@y.example")])
    both = draft(parts("\r\nOuter.", inner))
    assert both.body
    assert (both.body.text, both.warnings) == ("Outer.", ["1 mail(s) in the mail, not read"])


def test_html_too_deep_gives_way_to_plain_text() -> None:
    deep = "<div>" * 200 + "x"
    plain, rich = "\r\nPlain.", f"Content-Type: text/html\r\n\r\n{deep}"
    assert text(parts(plain, rich, kind="alternative")) == "Plain."
    assert refused(parts(rich)) is Reason.MALFORMED


def test_identity_without_an_id() -> None:
    one, same = (draft(message("Message-ID:")) for _ in range(2))
    assert one.story_id == same.story_id
    assert one.story_id
    assert one.story_id.startswith("mail:")
    assert one.warnings


def test_no_text_and_no_media() -> None:
    raw = message(body=b"\r\n")
    with pytest.raises(Rejected) as found:
        validate(draft(raw), decode(raw, NEUTRAL), NEUTRAL)
    assert found.value.reason is Reason.NO_CONTENT


@pytest.mark.parametrize(
    "raw",
    [
        (SAMPLES / "auto-reply.eml").read_bytes(),
        message("Content-Type: multipart/report; boundary=b", body=b"--b\r\n\r\nx\r\n--b--"),
    ],
)
def test_robots(raw: bytes) -> None:
    assert refused(raw) is Reason.UNSUPPORTED_FORMAT


def test_other_families() -> None:
    assert not mail.recognises(Copy("From: a\nSubject: b\n\nwords", "utf-8"))


def _nested(depth: int) -> bytes:
    body = b"x"
    for number in range(depth):
        body = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n%s" % (number, number, body)
    return b"From: a@x\r\nDate: x\r\n" + body


@pytest.mark.parametrize(
    "raw",
    [
        _nested(11), _nested(3000), parts(*["\r\nx"] * 101),
        message("Content-Type: multipart/mixed"), message("Content-Type: multipart/mixed; boundary=q"),
        message("Content-Type: text/plain" + ";" * 5000), message(subject="=?utf-8?B?A?="),
        message(*["Content-Type: message/rfc822"], body=b"Content-Type: message/rfc822\r\n\r\n" * 12),
    ],
)  # fmt: skip
def test_malformed(raw: bytes) -> None:
    assert refused(raw) is Reason.MALFORMED


@pytest.mark.parametrize(
    "raw",
    [
        message(body=b"a\n" * 400_000), message("Content-Type: multipart/mixed; boundary=b", body=b"\n--b " * 150_000),
        message("X: " + "(" * 200_000, "Content-Type: text/plain; format=flowed", body=b"x \n" * 300_000),
        message(subject="=?a?q?" * 1600), message("References: " + "<" * 50_000),
        message("Content-Type: text/plain; charset=iso-2022-jp", body=b"\x1b$B-!" * 150_000),
        message("Content-Type: text/html", body=b"<" * 300_000),
    ],
)  # fmt: skip
def test_hostile_mail_is_quick(raw: bytes) -> None:
    with within(1), contextlib.suppress(Rejected):
        draft(raw)


def test_a_form_in_the_text_is_read_field_by_field() -> None:
    story = sample("bridge-form.eml")
    assert (story.headline, story.slugline, story.summary) == (
        "Bridge carries 310417 cars in a week", "Bridge Traffic", "The harbour bridge's first week.",
    )  # fmt: skip
    assert story.body.text == (
        "The harbour bridge has carried 310417 cars in its first week, the city says.\n\n"
        "Two ferries will stop at the end of the month."
    )
    assert (story.urgency, story.section, story.genre, story.ednote) == (
        4,
        "Sampleton",
        "Article (news)",
        "Legal flag: LEGAL",
    )
    assert [(s.scheme, s.code) for s in story.subjects] == [("form.Category", "DOMESTIC NEWS"), ("form.Place", "SMP")]
    assert [(r.field, r.from_) for r in story.repairs] == [("headline", "Story from the form")]


@pytest.mark.parametrize(
    "form",
    [
        '{"Headline": ["A"]}',
        '{"Headline": 1, "Body": null}',
        '{"a":' * 9000,
        "{" + "9" * 9000,
        '{"Headline": [], "Body": {}}',
    ],
)
def test_what_is_no_form_stays_text(form: str) -> None:
    assert text(message(body=form.encode())) == form


def test_a_form_of_odd_values_keeps_what_can_be_read() -> None:
    found = draft(
        message(body=b'{"Headline": ["", "A"], "Body": "B\nC", "News Value": ["12"], "Place": [null], "Category": 9}')
    )
    assert (found.headline, found.urgency, found.subjects) == ("A", None, [])


def test_a_withdrawal_names_the_mails_that_it_refers_to() -> None:
    story = sample("hanabi-torikeshi.eml")
    assert (story.change, story.status, story.version) == ("withdrawal", "canceled", 1)
    assert (story.withdraws, story.warnings) == ("notice", [])
    assert [one.kind for one in story.relations] == ["References", "References"]


@pytest.mark.parametrize(
    ("subject", "words", "status"),
    [
        ("お断り", "先に送信した「港の橋、再開へ」の記事は取り消します。", "canceled"),
        ("Re: 橋", "先に送信した「港の橋、再開へ」の記事は取り消します。", "canceled"),
        ("Editors' Note", "Please kill the story headlined “Bridge opens”.", "canceled"),
        ("Re: お断り", "> 先に送信した「港の橋、再開へ」の記事は取り消します。\r\n\r\n承知しました。", "usable"),
        ("Bridge opens", "Please kill the story.", "usable"),
    ],
)
def test_a_mail_may_be_a_notice(subject: str, words: str, status: str) -> None:
    encoded = f"=?utf-8?B?{base64.b64encode(subject.encode()).decode()}?="
    found = draft(message("Content-Type: text/plain; charset=utf-8", subject=encoded, body=words.encode()))
    assert (found.status, found.withdraws) == (status, "notice" if status == "canceled" else None)


def test_a_signature_is_cut_off_and_told() -> None:
    found = draft(message(body=b"The bridge opens.\r\n\r\n-- \r\nPress Office\r\nTel. 0\r\n"))
    assert found.body
    assert found.body.text == "The bridge opens."
    assert [(r.from_, r.why) for r in found.repairs] == [("Press Office Tel. 0", "signature, RFC 3676, 4.3")]
    rule = b"One.\r\n-- \r\n" + b"Many lines.\r\n" * 30
    assert text(message(body=rule)).count("Many lines.") == 30


def test_raw_utf_8_in_an_encoded_word_is_no_windows_1252() -> None:
    raw = message(subject="@@").replace(b"@@", "=?windows-1252?Q?The_harbour\u2019s_bridge?=".encode())
    found = draft(raw)
    assert found.headline == "The harbour\u2019s bridge"
    assert [(r.from_, r.to) for r in found.repairs] == [("windows-1252", "utf-8")]


def test_a_thousand_parts_are_refused() -> None:
    assert refused(parts(*["Content-Type: text/plain\r\n\r\nA"] * 1000)) is Reason.MALFORMED
