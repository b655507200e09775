"""NewsML-G2 as single agencies write it: ANSA's semantics, TT's markup, Reuters' packages, AP's datelines."""

import pytest

from schemas.reasons import Reason
from schemas.story import Dateline, Media, Relation, Repair, Subject
from services.ingest.draft import Copy, Draft
from services.ingest.validate import validate
from services.runtime.feeds import NEUTRAL
from tests.pace import within
from tests.unit.test_newsml_g2 import LINES, META, WORDS, draft, drafts, item, refused

TT_BODY = """
    <inlineXML contenttype="application/ttnitf+xml"><BODY xmlns="" ID="1"><TEXT>
      <RUBRIK>Snow on the pass</RUBRIK>
      <DAT><ORT>Fjäll</ORT><SOURCE>Toyama, vår utsände</SOURCE></DAT>
      <INGRESS><P>Det snöade i natt.</P><P>Vägen är stängd.</P></INGRESS>
      <BRODTEXT>
        <CITAT>Det är mycket, säger en förare.</CITAT>
        <MELLIS>"Stängt"</MELLIS>
        <P>Plogen kommer i dag.</P>
        <UL><LI>Pass 1</LI><LI>Pass 2</LI></UL>
      </BRODTEXT>
      <BYLINE EPOST="a@example.com">Hana Mori/Exempel</BYLINE>
      <BILD><BILDFIL>http://example.com/a</BILDFIL><BILDTEXT><P>Passet i går.</P></BILDTEXT>
        <BILDSKAPARE>Jo Berg/Exempel</BILDSKAPARE></BILD>
    </TEXT><TEXT><RUBRIK>Fakta: Passet</RUBRIK><BRODTEXT><P>Det är 1 200 meter högt.</P></BRODTEXT></TEXT></BODY>
    </inlineXML>
"""


def message(*items: str) -> list[Draft]:
    found = drafts(f"<newsMessage><header/><itemSet>{''.join(items)}</itemSet></newsMessage>")
    assert all(isinstance(one, Draft) for one in found), found
    return [one for one in found if isinstance(one, Draft)]


def described(semantics: str) -> Draft:
    caption = '<description role="descRole:caption">Snow.</description>'
    return draft(item(lines=f'{LINES}{caption}<description role="semantics"><![CDATA[{semantics}]]></description>'))


def test_codes_that_ansas_machine_found_are_subjects_under_its_name() -> None:
    found = described(
        '{"iptcDomains":[{"value":"Weather","frequency":40.1,"id":"17000000"},{"id":"x"},7,{"value":[],"id":"04000000"}],'
        '"persons":[{"value":"Hana Mori"}]}'
    )
    assert found.subjects == [
        Subject(scheme="ansa:iptcDomains", code="17000000", name="Weather"),
        Subject(scheme="ansa:iptcDomains", code="04000000"),
    ]
    assert (found.summary, found.warnings) == ("Snow.", [])


@pytest.mark.parametrize("broken", ['{"iptcDomains": }', "", "[]", '{"iptcDomains": {}}', "[" * 100_000])
def test_semantics_that_are_none_are_a_warning_and_never_text(broken: str) -> None:
    found = described(broken)
    assert (found.subjects, len(found.warnings), found.summary) == ([], 1, "Snow.")


def test_ansas_routing_codes_behind_the_text_are_no_text() -> None:
    codes = "51 77 03 CRO01 1113 APE4800 GEST"
    found = draft(item(content=f"<inlineXML><html><body><p>It snowed.</p>{codes}</body></html></inlineXML>"))
    assert found.body is not None
    assert found.body.text == "It snowed."
    assert found.repairs == [Repair(field="body", from_=codes, to="", why="routing codes behind the text")]
    words = draft(item(content="<inlineXML><html><body><p>It snowed.</p>51 77 cars</body></html></inlineXML>"))
    assert words.body is not None
    assert words.body.text == "It snowed.\n\n51 77 cars"


def test_tts_own_markup() -> None:
    cut = "Det snöade i natt. Vägen är st"
    found = draft(item(lines=f'{LINES}<description role="drol:caption">{cut}</description>', content=TT_BODY))
    assert found.body is not None
    assert found.body.text.split("\n\n") == [
        "Det snöade i natt.",
        "Vägen är stängd.",
        "Det är mycket, säger en förare.",
        '"Stängt"',
        "Plogen kommer i dag.",
        "Pass 1\nPass 2",
        "Hana Mori/Exempel",
        "Fakta: Passet",
        "Det är 1 200 meter högt.",
    ]
    assert "<blockquote>Det är mycket" in found.body.html
    assert (found.byline, found.summary) == ("Hana Mori/Exempel", "Det snöade i natt. Vägen är stängd.")
    assert found.dateline == Dateline(text="Fjäll / Toyama, vår utsände")
    assert found.media == [
        Media(kind="picture", caption="Passet i går.", credit="Jo Berg/Exempel", href="http://example.com/a")
    ]


def test_a_rubric_that_is_not_the_headline_stays() -> None:
    found = draft(item(lines="<headline>Other</headline>", content=TT_BODY))
    assert found.body is not None
    assert (found.headline, found.body.text.split("\n\n")[0]) == ("Other", "Snow on the pass")
    assert draft(item(lines="<urgency>4</urgency>", content=TT_BODY)).headline == "Snow on the pass"


def test_what_tts_signal_replaces() -> None:
    lines = f'{LINES}<altId type="tt:uno">20261119:TT:2:0</altId><altId type="tt:refuno">20261119:TT:1:0</altId>'
    found = draft(item('<signal qcode="tt_sig:replace"/>', lines))
    assert (found.change, found.relations) == ("update", [Relation(kind="refuno", id="20261119:TT:1:0")])


def test_pictures_within_the_text_are_media() -> None:
    page = (
        '<inlineXML><html><body><h1>Snow on the pass</h1><div class="dat"><span class="vignette">Weather</span>'
        '<span class="source">Example</span></div><figure><img src="https://example.com/a.jpg" alt="Alt."/>'
        '<div class="byline">Jo Berg</div><figcaption>The pass.</figcaption></figure><p>It snowed.</p>'
        "<figure><table><tr><td>1</td><td>2</td></tr></table></figure></body></html></inlineXML>"
    )
    found = draft(item(content=page))
    assert found.body is not None
    assert found.body.text == "It snowed.\n\n1\t2"
    assert (found.section, found.credit) == ("Weather", "Example")
    assert found.media == [
        Media(kind="picture", caption="The pass.", credit="Jo Berg", href="https://example.com/a.jpg")
    ]


def package(guid: str, lines: str, *held: str) -> str:
    refs = "".join(f'<itemRef residref="{one}"/>' for one in held)
    groups = f'<groupSet root="g"><group id="g" role="group:main">{refs}</group></groupSet>'
    text = item(name="packageItem", head=f'guid="{guid}" version="1"', lines=lines, rest=groups, content="")
    return text.replace("ninat:text", "ninat:composite")


FILM = item(
    base=META.replace("ninat:text", "icls:video"),
    head='guid="urn:film" version="1"',
    lines="<by>No-Data-Available, NOV 19</by><located literal='No-Data-Available'/>",
    content='<remoteContent href="a.mpg" contenttype="video/mpeg" width="720" height="576"/>',
)


def test_a_film_without_a_line_of_its_own_has_its_packages_headline() -> None:
    pack, film = message(package("urn:pack", "<headline>Snow</headline>", "urn:film"), FILM)
    assert (pack.headline, film.headline, film.byline, film.dateline) == ("Snow", "Snow", None, None)
    why = "the item has none, that of its package stands in"
    assert film.repairs == [Repair(field="headline", from_="", to="Snow", why=why)]
    assert [one.href for one in film.media] == ["a.mpg"]


def test_a_package_without_headline_has_that_of_the_item_it_names_first() -> None:
    story = item(head='guid="urn:story" version="1"')
    pack, _, film = message(package("urn:pack", "<urgency>4</urgency>", "urn:story", "urn:film"), story, FILM)
    why = "the package has none, that of the item it names first stands in"
    assert pack.repairs == [Repair(field="headline", from_="", to="Snow on the pass", why=why)]
    assert film.headline is None


def test_a_bare_list_of_contents_is_no_item() -> None:
    contents = '<packageItem><itemRef residref="urn:story"/></packageItem>'
    [story] = message(contents, item(head='guid="urn:story" version="1"'))
    assert story.story_id == "urn:story"
    assert refused(f"<newsMessage><itemSet>{contents}</itemSet></newsMessage>") == Reason.MISSING_FIELD


@pytest.mark.parametrize(
    ("meta", "lines"),
    [
        ("", "<urgency>1</urgency>"),
        ("", '<urgency>4</urgency><genre qcode="exgenre:alert"/>'),
        ('<signal qcode="exsig:flash"/>', ""),
    ],
)
def test_an_alert_is_its_headline(meta: str, lines: str) -> None:
    found = draft(item(meta, f"{lines}{LINES}", "<inlineXML><html><body><p/></body></html></inlineXML>"))
    assert found.body is not None
    assert found.body.text == "Snow on the pass"
    assert [one.field for one in found.repairs] == ["body"]


def test_a_headline_alone_is_no_story_otherwise() -> None:
    found = draft(item(lines=f"<urgency>4</urgency>{LINES}", content=""))
    assert found.body is None
    killed = draft(item('<pubStatus qcode="stat:canceled"/>', f"<urgency>1</urgency>{LINES}", content=""))
    assert (killed.body, killed.change) == (None, "withdrawal")


@pytest.mark.parametrize(
    ("lines", "first", "dateline"),
    [
        ("", "LIMA, Nov 19 (Example) - It snowed.", Dateline(text="LIMA, Nov 19 (Example)", place="LIMA")),
        ("", "In Lima, mayors (of all) - it snowed.", None),
        ("", "Nov 19 (Example) - It snowed.", None),
        (
            "<dateline>2026-11-19 13:00:03 GMT+00:00</dateline><located><name>Bangalore</name></located>",
            "NEW YORK (Example) - It snowed.",
            Dateline(text="NEW YORK (Example)", place="NEW YORK"),
        ),
        (
            "<dateline>FORT WASHINGTON, Pa.</dateline><located><name>Pittsburgh</name></located>",
            "It snowed.",
            Dateline(text="FORT WASHINGTON, Pa.", place="FORT WASHINGTON"),
        ),
        (
            "<dateline>LIMA, 19 NOV -</dateline><located><name>Lima</name></located>",
            "It snowed.",
            Dateline(text="LIMA, 19 NOV", place="Lima"),
        ),
    ],
)
def test_datelines(lines: str, first: str, dateline: Dateline | None) -> None:
    found = draft(item(lines=f"{LINES}{lines}", content=f"<inlineXML><p>{first}</p></inlineXML>"))
    assert found.dateline == dateline


@pytest.mark.parametrize(
    ("word", "kind"), [("graphics", "graphic"), ("graphic", "graphic"), ("photo", "picture"), ("", "text")]
)
def test_kinds_as_agencies_spell_them(word: str, kind: str) -> None:
    assert draft(item(base=f'<itemClass qcode="ninat:{word}"/>')).kind == kind


def test_terms_that_say_nothing_are_left_out() -> None:
    rights = "<rightsInfo><copyrightNotice>Example</copyrightNotice><usageTerms>NONE</usageTerms></rightsInfo>"
    assert draft(item(rest=rights)).copyright == "Example"


@pytest.mark.parametrize(
    "text",
    [
        item(content="<inlineXML><html><body><p>a</p>" + "51 77 " + "AB" * 300_000 + "!</body></html></inlineXML>"),
        item(content="<inlineXML><html><body>" + "<figure><img/></figure>" * 20_000 + "</body></html></inlineXML>"),
        item(content="<inlineXML><BODY>" + "<TEXT><BILD/></TEXT>" * 20_000 + "</BODY></inlineXML>"),
        item(content='<inlineData contenttype="application/nitf+xml">' + "&lt;nitf&gt;" * 50_000 + "</inlineData>"),
        item(lines=f"{LINES}<dateline>{'AB ' * 300_000}</dateline>"),
        item(content="<inlineXML><p>" + "A" * 500_000 + "</p><p>" + "(A) - " * 100_000 + "</p></inlineXML>"),
        item('<signal qcode="a:b"/>' * 20_000, WORDS),
    ],
)  # fmt: skip
def test_hostile_copy_takes_no_second(text: str) -> None:
    with within(1):
        for one in drafts(text):
            if isinstance(one, Draft) and one.body:
                validate(one, Copy(text, "utf-8"), NEUTRAL)


def test_many_packages_that_name_each_other_take_no_second() -> None:
    packs = [package(f"urn:{at}", LINES, *(f"urn:{to}" for to in range(at, at + 40))) for at in range(200)]
    with within(1):
        assert len(message(*packs)) == 200
