"""E-mails composed from templates: both twins say the same, nothing is missing, no name breaks out."""

from datetime import date
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import mrml
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from services.notify.adapters import composer as composing
from services.notify.adapters.composer import Composer, NoSuchTemplate, ValueMissing
from services.notify.adapters.plain_text import WIDTH
from services.notify.domain.email import Email, one_line

VALUES: dict[str, Any] = {
    "alliance_name": "Ealing Teaching School Alliance",
    "school_name": "Hilltop Juniors",
    "joined_on": date(2027, 3, 12),
    "recipient_name": "Ann Shaw",
    "recipient_role": "head",
    "lead_school_name": "Twyford High School",
    "office_email": "office@ealing.example.org",
}

NEEDED = ["alliance_name", "school_name", "joined_on", "recipient_role", "office_email"]

AWKWARD = 'St Anne\'s & Ŵyn Ôl <b>É</b> "Early" {{ 7 * 7 }} {% raw %} &amp;'
"""A name with everything that HTML, MJML and Jinja could take for theirs."""


def welcome(**other: Any) -> Email:
    """The welcome, with some values changed."""
    return Composer().compose("school_joined", VALUES | other)


class Page(HTMLParser):
    """What a reader sees of an HTML page, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keeps the tag."""
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        """Keeps the words, without style sheets."""
        if self.tags and self.tags[-1][0] != "style":
            self.words.append(data)

    @property
    def text(self) -> str:
        """All words on one line."""
        return one_line(" ".join(self.words))


def test_the_subject_says_the_whole_message() -> None:
    """pages.md: nobody must open it to know."""
    assert welcome().subject == "Hilltop Juniors has joined Ealing Teaching School Alliance"


def test_the_plain_text_reads_as_a_letter() -> None:
    """What happened, what to do, the way on, and why it came: all within 72 columns."""
    assert (
        welcome().text
        == """\
Hilltop Juniors has joined Ealing Teaching School Alliance.

Dear Ann Shaw,

You need do nothing. Hilltop Juniors is a member from Friday 12 March
2027. Twyford High School leads the alliance.

Welcome. From now on we write to you and to your school's office about
the alliance's courses and about support from its teachers.

If a name or an address is wrong, or if you would like to talk to
somebody, the alliance's office will be glad to hear from you.

Write to the alliance's office:

  office@ealing.example.org

---

You get this e-mail because you are the head of Hilltop Juniors. It
comes from Ealing Teaching School Alliance, once, to confirm your
school's membership. As it is not news or advertising, it can't be
stopped.
"""
    )


def test_the_html_says_the_same_as_the_plain_text() -> None:
    """Every sentence of the one is in the other, whatever the apostrophes look like."""
    email = welcome()
    page = Page(email.html).text.replace("’", "'")
    for sentence in one_line(email.text.split("---")[0]).split(". ")[1:-1]:
        assert sentence.removeprefix("Dear Ann Shaw, ") in page


def test_the_office_is_written_to_as_the_office() -> None:
    """The same news, said to somebody else."""
    text = one_line(welcome(recipient_role="office").text)
    assert "we write to this office and to your head about" in text
    assert "because this is the office of Hilltop Juniors." in text


@pytest.mark.parametrize("absent", [None, "", "  "])
def test_what_may_be_unknown_leaves_no_gap(absent: str | None) -> None:
    """Without a name it says hello; without a lead school it says nothing of one."""
    email = welcome(recipient_name=absent, lead_school_name=absent)
    assert "\n\nHello,\n\n" in email.text
    assert "Hello," in email.html
    assert "leads the alliance" not in email.text + email.html
    assert "None" not in email.text + email.html


@pytest.mark.parametrize("name", NEEDED)
@pytest.mark.parametrize("absent", ["not given", None, ""])
def test_a_missing_value_is_an_error_with_a_name_and_no_half_empty_mail(name: str, absent: str | None) -> None:
    """The error says which e-mail and which value."""
    values = {key: value for key, value in VALUES.items() if key != name}
    if absent != "not given":
        values[name] = absent
    with pytest.raises(ValueMissing, match=f"school_joined.*{name}"):
        Composer().compose("school_joined", values)


def test_a_role_that_the_template_does_not_know_is_an_error() -> None:
    """Nobody is told that they are something that nobody thought of."""
    with pytest.raises(ValueMissing, match="governor"):
        welcome(recipient_role="governor")


def test_an_unknown_template_is_an_error_with_a_name() -> None:
    """It says which file it looked for."""
    with pytest.raises(NoSuchTemplate, match="school_left/subject"):
        Composer().compose("school_left", VALUES)


def test_an_awkward_name_comes_out_right_everywhere() -> None:
    """Letters, quotes and angle brackets are shown as they are, and nothing of it is markup or a template."""
    email = welcome(school_name=AWKWARD, recipient_name=AWKWARD)
    assert email.subject == f"{AWKWARD} has joined Ealing Teaching School Alliance"
    assert AWKWARD in one_line(email.text)
    assert AWKWARD in Page(email.html).text
    assert f"<title>{AWKWARD} has" in unescape(email.html)


@settings(deadline=None)
@given(name=st.text(min_size=1, max_size=80).filter(one_line))
@example(name="</mj-text><mj-raw><script>alert(1)</script></mj-raw>")
@example(name="a\n\n  b\n\n---\n\nYou have won.")
@example(name="]]> <!-- \ufffe \x00 \x0b \u2028")
def test_any_text_as_a_schools_name_stays_words(name: str) -> None:
    """Neither twin gets another paragraph, tag or attribute because of a name."""
    usual, email = welcome(), welcome(school_name=name)
    assert email.text.count("\n\n") == usual.text.count("\n\n")
    assert [tag for tag, _ in Page(email.html).tags] == [tag for tag, _ in Page(usual.html).tags]
    assert one_line(name) in one_line(email.text)
    assert one_line(name) in Page(email.html).text


@settings(deadline=None)
@given(name=st.text(min_size=1, max_size=80).filter(one_line))
def test_the_button_writes_to_the_office_whatever_the_schools_name(name: str) -> None:
    """It works without a web page: it opens the reader's own mail program with the school's name as the subject."""
    links = [attrs["href"] or "" for tag, attrs in Page(welcome(school_name=name).html).tags if tag == "a"]
    for link in links:
        mailto = urlsplit(link)
        assert (mailto.scheme, mailto.path) == ("mailto", "office@ealing.example.org")
        assert parse_qs(mailto.query) == {"subject": [one_line(name)]}
    assert len(links) == 2


def test_plain_text_is_never_wider_than_72_columns_unless_a_word_is() -> None:
    """Also with names as long as the register has them."""
    lines = welcome(school_name="Our Lady of Perpetual Succour Catholic Primary School, A Voluntary Academy").text
    assert max(map(len, lines.splitlines())) <= WIDTH


def test_reading_it_fetches_nothing() -> None:
    """No picture, no font, no style sheet from elsewhere: reading a mail tells nobody."""
    page = Page(welcome().html)
    assert not [tag for tag, _ in page.tags if tag in {"img", "link", "script", "iframe"}]
    assert "@import" not in welcome().html
    assert "url(" not in welcome().html


def test_every_template_is_understood_by_the_compiler(monkeypatch: pytest.MonkeyPatch) -> None:
    """mrml warns of attributes and elements that it doesn't know, and leaves them out; there are none."""
    warnings: list[object] = []

    def watched(mjml: str, **options: Any) -> mrml.Output:
        output = to_html(mjml, **options)
        warnings.extend(output.warnings)
        return output

    to_html = mrml.to_html
    monkeypatch.setattr(mrml, "to_html", watched)
    welcome()
    assert warnings == []


def test_the_page_says_its_language_and_that_it_knows_dark_mode() -> None:
    """Screen readers read English, and dark mode keeps our colours."""
    html = welcome().html
    assert '<html lang="en-GB"' in html
    assert '<meta name="color-scheme" content="light dark"' in html


def test_every_template_has_its_three_files() -> None:
    """A subject, plain text and HTML each."""
    for folder in (path for path in composing.TEMPLATES.iterdir() if path.is_dir()):
        assert sorted(path.name for path in folder.iterdir()) == ["body.mjml.j2", "body.txt.j2", "subject.txt.j2"]


def test_templates_can_come_from_elsewhere(tmp_path: Path) -> None:
    """A folder is handed in; filters work in all three files."""
    folder = tmp_path / "fee"
    folder.mkdir()
    (folder / "subject.txt.j2").write_text("{{ fee | money }} for {{ count | days }}")
    (folder / "body.txt.j2").write_text("{{ subject }}")
    (folder / "body.mjml.j2").write_text("<mjml><mj-body><mj-text>{{ subject }}</mj-text></mj-body></mjml>")
    email = Composer(tmp_path).compose("fee", {"fee": 125_000, "count": "1.5"})
    assert (email.subject, email.text) == ("£1,250.00 for 1½ days", "£1,250.00 for 1½ days\n")
