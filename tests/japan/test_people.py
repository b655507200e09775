"""Persons: names in capitals, behind titles, in Japanese writing; and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ingest.enrich.japan.people import people_of
from services.ingest.enrich.japan.people.romaji import is_romaji


def texts(copy: str) -> list[str]:
    return [person.text for person in people_of(copy, "body")]


@pytest.mark.parametrize(
    ("copy", "text", "family", "given_name", "order", "forms"),
    [
        ("Minister MOTEGI Toshimitsu said", "MOTEGI Toshimitsu", "Motegi", "Toshimitsu", "family_first", 2),
        ("as Toshimitsu MOTEGI put it", "Toshimitsu MOTEGI", "Motegi", "Toshimitsu", "given_first", 2),
        ("ABE Shinzo resigned", "ABE Shinzo", "Abe", "Shinzo", "family_first", 2),
        ("KŌNO Tarō spoke", "KŌNO Tarō", "Kōno", "Tarō", "family_first", 4),
        ("ITO-SUZUKI Hanako won", "ITO-SUZUKI Hanako", "Ito-Suzuki", "Hanako", "family_first", 2),
        ("ŌE Kenzaburō wrote", "ŌE Kenzaburō", "Ōe", "Kenzaburō", "family_first", 4),
        ("OSAKA Naomi won the set", "OSAKA Naomi", "Osaka", "Naomi", "family_first", 2),
        ("MATSUI Jun'ichi said", "MATSUI Jun'ichi", "Matsui", "Jun'ichi", "family_first", 2),
        ("President XI Jinping said", "XI Jinping", "Xi", "Jinping", "family_first", 2),
        ("Secretary-General BAN Ki-moon said", "BAN Ki-moon", "Ban", "Ki-moon", "family_first", 2),
        ("President MOON Jae-in said", "MOON Jae-in", "Moon", "Jae-in", "family_first", 2),
        ("President Emmanuel MACRON said", "Emmanuel MACRON", "Macron", "Emmanuel", "given_first", 2),
        ("Mr. PHAM Minh Chinh said", "PHAM Minh Chinh", "Pham", "Minh Chinh", "family_first", 2),
        ("Ms. Mary O'NEILL said", "Mary O'NEILL", "O'Neill", "Mary", "given_first", 2),
    ],
)
def test_a_family_name_in_capitals_is_told(
    copy: str, text: str, family: str, given_name: str, order: str, forms: int
) -> None:
    (person,) = people_of(copy, "body")
    assert (person.text, person.family, person.given) == (text, family, given_name)
    assert (person.order, person.shown_by, len(person.forms)) == (order, "capitals", forms)
    assert person.forms[:2] == [f"{family} {given_name}", f"{given_name} {family}"]
    assert copy[person.start : person.end] == text


def test_forms_have_long_vowels_with_and_without_their_marks() -> None:
    (person,) = people_of("KŌNO Tarō spoke", "body")
    assert person.forms == ["Kōno Tarō", "Tarō Kōno", "Kono Taro", "Taro Kono"]


@pytest.mark.parametrize(
    "copy",
    [
        "JIJI Press", "NATO Secretary", "US Secretary of State", "NHK World", "TOKYO Olympics",
        "UN Security Council",
        "COVID Vaccine", "NISSAN Note", "SUMO Association", "A MAN Died", "SUGA YOSHIHIDE RESIGNS", "TOKYO Marine",
        "FUKUSHIMA Daiichi plant", "CHIBA Minato ward", "MITSUI Fudosan rose", "To SUGA it was clear", "XI Jinping met",
        "the ABE Made in Japan", "Vice President HR Operations said", "President NATO Summit said",
        "O\u0304TANI Shohei",
        "KONO Taro\u0304 said", "#SUGA Yoshihide", "KONO Taro@home", "TOKYO Haneda",
        "NIKKEI Asia said", "Tokyo MORI said",
    ],
)  # fmt: skip
def test_other_words_in_capitals_are_no_name(copy: str) -> None:
    assert texts(copy) == []


@pytest.mark.parametrize(
    ("copy", "found"),
    [
        ("Defense Minister Nobuo Kishi spoke", ["Nobuo Kishi"]),
        ("US Secretary of State Antony Blinken arrived", ["Antony Blinken"]),
        ("Chief Cabinet Secretary Yoshimasa Hayashi said", ["Yoshimasa Hayashi"]),
        ("former prime minister Shigeru Ishiba in Seoul", ["Shigeru Ishiba"]),
        ("Gov. Denny Tamaki and Dr. Haruka Ueno agreed", ["Denny Tamaki", "Haruka Ueno"]),
        (
            "Foreign Minister MOTEGI Toshimitsu and Defense Minister Nobuo Kishi met",
            ["MOTEGI Toshimitsu", "Nobuo Kishi"],
        ),
        ("President Joe Biden Thursday signed it", ["Joe Biden"]),
        ("President Donald Trump's plan was", ["Donald Trump"]),
        ("President Ursula von der Leyen said", ["Ursula von der Leyen"]),
        ("President Joe R. Biden said", ["Joe R. Biden"]),
        ("President Ferdinand Marcos Jr. said", ["Ferdinand Marcos Jr."]),
        ("spokesperson Karine Jean-Pierre said", ["Karine Jean-Pierre"]),
        ("Mr Conan O'Brien said", ["Conan O'Brien"]),
        ("Foreign Minister MOTEGI said", []),
        ("Mr. Suga said", []),
        ("President Biden Thursday signed it", []),
        ("President Biden Japan visit begins", []),
        ("King Charles III spoke", []),
        ("President Moon Jae In said", []),
        ("former Prime Minister Theresa May said", []),
        ("President Abraham Lincoln Memorial opened", []),
        ("Premier League Club won", []),
        ("President Joe Biden & Co said", []),
        ("vice-president Joe Biden said", ["Joe Biden"]),
        ("the expresident Joe Biden said", []),
    ],
)
def test_names_behind_a_title(copy: str, found: list[str]) -> None:
    assert texts(copy) == found


@pytest.mark.parametrize(
    ("name", "forms"),
    [
        ("Nobuo Kishi", ["Nobuo Kishi", "Kishi Nobuo"]),
        ("Joe R. Biden", ["Joe R. Biden", "Biden Joe R.", "Joe Biden", "Biden Joe"]),
        ("Ursula von der Leyen", ["Ursula von der Leyen", "von der Leyen Ursula"]),
        ("Lee Jae Myung", ["Lee Jae Myung", "Jae Myung Lee", "Myung Lee Jae"]),
        ("Ferdinand Marcos Jr.", ["Ferdinand Marcos Jr.", "Marcos Ferdinand Jr."]),
    ],
)
def test_behind_a_title_either_order_finds_the_story(name: str, forms: list[str]) -> None:
    (person,) = people_of(f"President {name} said", "body")
    assert (person.family, person.given, person.order, person.shown_by) == (None, None, "unknown", "title")
    assert person.forms == forms


@pytest.mark.parametrize(
    "headline",
    ["Prime Minister Suga Resigns", "Prime Minister Suga Denounces the Attack", "Foreign Minister Motegi Lauds Pact"],
)
def test_a_headline_in_title_case_shows_no_end_of_a_name(headline: str) -> None:
    assert people_of(headline, "headline") == []


@pytest.mark.parametrize(
    ("copy", "text", "parts", "order", "shown_by", "forms"),
    [
        (
            "菅義偉（すが・よしひで）首相", "菅義偉", (None, None), "family_first", "reading",
            ["菅義偉", "すが・よしひで", "すが よしひで", "すがよしひで"],
        ),
        (
            "山野　花子（やまの・はなこ、31）", "山野　花子", ("山野", "花子"), "family_first", "reading",
            ["山野花子", "山野 花子", "やまの・はなこ", "やまの はなこ", "やまのはなこ"],
        ),
        ("で茂木　敏充外相", "茂木　敏充", ("茂木", "敏充"), "family_first", "separator", ["茂木敏充", "茂木 敏充"]),
        ("茂木 敏充氏が", "茂木 敏充", ("茂木", "敏充"), "family_first", "separator", ["茂木敏充", "茂木 敏充"]),
        ("日銀の植田和男総裁", "植田和男", (None, None), "family_first", "title", ["植田和男"]),
        (
            "アントニー・ブリンケン米国務長官", "アントニー・ブリンケン", (None, None), "unknown", "title",
            ["アントニー・ブリンケン", "ブリンケン・アントニー"],
        ),
        (
            "ドナルド・J・トランプ大統領", "ドナルド・J・トランプ", (None, None), "unknown", "title",
            ["ドナルド・J・トランプ", "トランプ・ドナルド・J"],
        ),
    ],
)  # fmt: skip
def test_names_in_japanese_writing(
    copy: str, text: str, parts: tuple[str | None, str | None], order: str, shown_by: str, forms: list[str]
) -> None:
    (person,) = people_of(copy, "body")
    assert (person.text, (person.family, person.given)) == (text, parts)
    assert (person.order, person.shown_by, person.forms) == (order, shown_by, forms)
    assert copy[person.start : person.end] == text


@pytest.mark.parametrize(
    "copy",
    [
        "岸田首相", "米国務長官", "官房長官", "東京都知事", "副大統領", "前首相", "元首相", "自民党総裁",
        "日銀総裁", "各国首脳",
        "自民 石破首相", "米国　バイデン大統領", "石破　岸田両首相", "千葉大教授",
        "岡山理大教授",
        "東北大教授", "福島大学長",
        "ロシア・ウクライナ大統領", "トランプ・バイデン両氏", "レアル・マドリード監督",
        "御嶽山（おんたけさん）",
        "ジョー・バイデン", "石川県知事",
        "外務省林外相",
        "菅元首相", "原新監督", "山口組組長",
    ],
)  # fmt: skip
def test_what_is_no_whole_name_in_japanese_writing(copy: str) -> None:
    assert texts(copy) == []


@pytest.mark.parametrize(
    ("copy", "found"),
    [
        ("President Abdel Fattah el-Sisi said", ["Abdel Fattah el-Sisi"]),
        ("Prime Minister Mohammed Shia al-Sudani spoke", ["Mohammed Shia al-Sudani"]),
        ("President Bashar al-Assad's rule", ["Bashar al-Assad"]),
        ("Crown Prince Mohammed bin Salman al-Saud said", ["Mohammed bin Salman al-Saud"]),
        ("President Valéry Giscard d’Estaing said", ["Valéry Giscard d’Estaing"]),
        ("President Omar Hassan zw-Name said", []),
        ("President Luiz Inácio Lula da Silva said", ["Luiz Inácio Lula da Silva"]),
        ("President Andrés Manuel López Obrador said", ["Andrés Manuel López Obrador"]),
        ("President John Paul George Henry said", []),
    ],
)
def test_a_name_is_whole_or_not_told(copy: str, found: list[str]) -> None:
    assert texts(copy) == found


@pytest.mark.parametrize(
    "copy",
    [
        "ICHIRO Suzuki hit a single", "HIDEKI Matsuyama won", "Mr. Suzuki ICHIRO said", "President VLADIMIR Putin said",
        "Justice SOTOMAYOR Dissents in the case", "Mr. BIG Concert was held", "Dr. SEUSS Books are withdrawn",
        "Justice Sotomayor DISSENTS in the case", "President Trump SLAMS the press", "President MOON Landing day was",
        "Judge BAN Lifted in part", "President Trump MAGA rally was",
    ],
)  # fmt: skip
def test_another_word_in_capitals_is_no_family_name(copy: str) -> None:
    assert texts(copy) == []


@pytest.mark.parametrize(
    ("copy", "found"),
    [
        ("National Security Adviser Jake Sullivan said", "Jake Sullivan"),
        ("Trade Representative Katherine Tai said", "Katherine Tai"),
        ("Special Envoy Sung Kim said", "Sung Kim"),
        ("Professor Emeritus Ken Sakai said", "Ken Sakai"),
        ("manager Pep Guardiola said", "Pep Guardiola"),
        ("Governor of Hokkaido Naomichi Suzuki said", "Naomichi Suzuki"),
        ("Prime Minister of South Korea Han Duck-soo said", "Han Duck-soo"),
        ("President Park Geun-hye said", "Park Geun-hye"),
        ("the work of Dr. Martin Luther King Jr. in", "Martin Luther King Jr."),
    ],
)
def test_titles_of_more_words_and_names_with_words_of_parks_and_kings(copy: str, found: str) -> None:
    assert texts(copy) == [found]


@pytest.mark.parametrize(
    "copy",
    ["Director Yellowstone Park said", "the governor of Anytown Mary Major said", "President Thai King said",
     "President of Japan Airlines Mary Major said", "the mayor of Osaka said"],
)  # fmt: skip
def test_parks_kings_and_unknown_places_stay_no_names(copy: str) -> None:
    assert texts(copy) == []


@pytest.mark.parametrize(
    "copy",
    [
        "住吉大社（すみよし・たいしゃ）", "能登半島（のと・はんとう）", "高田馬場（たかだの・ばば）",
        "台湾積体（タイワン・セキタイ）", "伊勢海老（いせ・えび）", "前某崎市（まえぼう・さきし）",
        "中国移動（チャイナ・モバイル）", "大谷翔平（ロス・ドジャース）",
    ],
)  # fmt: skip
def test_a_reading_of_something_else(copy: str) -> None:
    assert texts(copy) == []


@pytest.mark.parametrize(
    ("copy", "text", "first", "second"),
    [
        ("文在寅（ムン・ジェイン）大統領", "文在寅", "ムン", "ジェイン"),
        ("金正恩（キム・ジョンウン）総書記", "金正恩", "キム", "ジョンウン"),
        ("故高倉健（たかくら・けん）さん", "高倉健", "たかくら", "けん"),
        ("歌手森進一（もり・しんいち）さん", "森進一", "もり", "しんいち"),
    ],
)
def test_a_name_with_its_reading(copy: str, text: str, first: str, second: str) -> None:
    (person,) = people_of(copy, "body")
    assert (person.text, person.shown_by) == (text, "reading")
    assert person.forms == [text, f"{first}・{second}", f"{first} {second}", first + second]


@pytest.mark.parametrize(
    "copy",
    [
        "高市早苗|首相", "小池百合子|知事", "枝野幸男|代表", "岩屋毅|外相", "浜田靖一|防衛相", "羽生結弦|選手",
        "村井嘉浩|知事", "斎藤鉄夫|国交相", "田中角栄|元首相", "麻生太郎|副総理兼財務相", "河野太郎|行政改革担当相",
        "中谷元|・防衛相", "小池百合子|東京都知事", "鈴木直道|北海道知事", "石原慎太郎|元東京都知事",
        "茂木敏充|自民党幹事長", "内堀雅雄|知事", "新浪剛史|会長", "江藤拓|農相", "習近平|国家主席", "尹錫悦|大統領",
        "王毅|外相", "ウルズラ・フォンデアライエン|委員長", "ジェローム・パウエル|議長", "毛利隆元|氏", "宮崎駿|監督",
    ],
)  # fmt: skip
def test_well_known_names_before_their_titles(copy: str) -> None:
    name, title = copy.split("|")
    (person,) = people_of(f"きのう{name}{title}は", "body")
    assert (person.text, person.start, person.family, person.shown_by) == (name, 3, None, "title")


@pytest.mark.parametrize("trade", ["会社員", "無職", "自営業", "団体職員", "公務員", "大学生", "元会社員", "自民党"])
def test_a_trade_before_a_name_is_no_part_of_it(trade: str) -> None:
    assert texts(f"{trade}佐藤太郎容疑者") == ["佐藤太郎"]


@pytest.mark.parametrize(
    "copy",
    [
        "前田道路社長", "福島民友社長", "原子力委員長", "林愛知県知事", "文化庁長官", "王国代表", "王子製紙社長",
        "千葉英和監督", "岡山学芸監督", "川崎重工会長", "小池都知事", "伊藤忠社長", "トリニダード・トバゴ代表",
        "外相・防衛相", "山田太郎中国大使", "新人選手", "中央委員会総書記",
    ],
)  # fmt: skip
def test_institutions_before_a_title_are_no_names(copy: str) -> None:
    assert texts(copy) == []


@given(st.integers(min_value=0, max_value=6))
def test_a_limit_gives_one_more_at_most(limit: int) -> None:
    copy = "MOTEGI Toshimitsu, " * 5
    people = people_of(copy, "body", limit)
    assert people == people_of(copy, "body")[: limit + 1]


@pytest.mark.parametrize("word", ["Toshimitsu", "KŌNO", "Shin'ichi", "Ohtani", "Hatta", "Matchi", "Namba", "Ryu"])
def test_romaji(word: str) -> None:
    assert is_romaji(word)


@pytest.mark.parametrize("word", ["Tx", "NHK", "Press", "Macron", "Sl", "A", "Ttaka", "Kyi", "Situ-La", ""])
def test_not_romaji(word: str) -> None:
    assert not is_romaji(word)


_PIECES = st.sampled_from(
    ["President ", "Mr. ", "KONO ", "Taro ", "Joe ", "von ", "O'", "-", "Ō", "\u0304", "\n", " ", "茂木　敏充", "外相",
     "アントニー・", "ブリンケン", "米", "氏", "（すが・よしひで）", "菅義偉", "III", "Jr. ", "said ", "😀", "１", "."]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=3), max_size=40).map("".join))
def test_any_text_is_answered_in_order_and_without_overlap(copy: str) -> None:
    last = 0
    for person in people_of(copy, "summary"):
        assert last <= person.start < person.end <= len(copy)
        assert copy[person.start : person.end] == person.text
        assert type(person).model_validate(person.model_dump()) == person
        assert len(set(person.forms)) == len(person.forms) > 0
        last = person.end


@given(
    st.sampled_from(["ABE", "SATO", "ISHIBA", "TAKAICHI", "MOTEGI", "NAKASONE"]),
    st.sampled_from(["Hanako", "Shinzo", "Kenta", "Yoko"]),
)
def test_either_order_of_a_name_in_capitals_has_the_same_forms(family: str, given_name: str) -> None:
    (first,), (last,) = (
        people_of(f"and {name} said", "body") for name in (f"{family} {given_name}", f"{given_name} {family}")
    )
    assert (first.family, first.given, first.forms) == (last.family, last.given, last.forms)
