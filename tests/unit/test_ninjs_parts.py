"""Codes, linked items and media of a ninjs item: none is lost."""

from tests.articles import ninjs
from tests.unit.conftest import Read


def test_no_code_is_lost_where_uri_and_literal_differ(read: Read) -> None:
    found = read(
        ninjs(
            1,
            subjects=[
                {"uri": "http://cv.example/id/", "literal": "9f", "name": "A"},
                {"uri": "http://cv.example/b", "literal": "c", "name": "B"},
                {"literal": "d"},
            ],
        )
    ).subjects
    assert [(one.scheme, one.code, one.name) for one in found] == [
        ("http://cv.example/id/", "9f", "A"),
        (None, "http://cv.example/b", "B"),
        (None, "c", "B"),
        (None, "d", None),
    ]


def test_all_codes_are_subjects_with_a_scheme(read: Read) -> None:
    cv = "http://cv.example/id/"
    story = read(
        ninjs(
            1,
            subject=[{"code": "04", "scheme": "s"}],
            place=[{"code": "jp", "name": "日本"}],
            person=[{"name": "A"}],
            organisations=[{"uri": cv + "9f", "literal": "9f", "name": "B"}],
            subjects=[{"uri": "http://cv.iptc.org/newscodes/mediatopic/13000000", "literal": "13000000"}],
            event=[{"qcode": "e:1"}],
            object=[{"name": "C", "scheme": "o", "code": "c"}],
            service=[{"code": "n", "name": "National"}],
        )
    )
    assert {(one.scheme, one.code, one.name) for one in story.subjects} == {
        ("s", "04", None),
        ("place", "jp", "日本"),
        ("person", None, "A"),
        (cv, "9f", "B"),
        (None, "http://cv.iptc.org/newscodes/mediatopic/13000000", None),
        ("event", "e:1", None),
        ("o", "c", "C"),
        ("service", "n", "National"),
    }
    assert story.section == "National"


def test_linked_texts_are_relations_and_linked_films_media(read: Read) -> None:
    stills = [{"name": "still", "href": "s.jpg", "contentType": "image/jpeg", "width": 900}]
    film = {"type": "video", "uri": "u:v", "renditions": [*stills, {"href": "f.mp4", "contentType": "video/mp4"}]}
    other = {"name": "background", "type": "text", "uri": "u:t", "version": "4"}
    story = read(ninjs(1, type="composite", associations=[film, other, {"type": "picture", "uri": "u:p"}, 7]))
    assert [(one.kind, one.href) for one in story.media] == [("video", "f.mp4")]
    assert [(one.kind, one.id, one.version) for one in story.relations] == [
        ("background", "u:t", 4),
        ("picture", "u:p", None),
    ]
