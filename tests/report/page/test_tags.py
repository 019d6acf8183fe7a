"""What is a name stays a name: no letter of it becomes HTML, whatever it is."""

from html.parser import HTMLParser

from hypothesis import example, given
from hypothesis import strategies as st

from glassnet.report.page.tags import Markup, bullets, joined, table, tag, words

HOSTILE = (
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(2)>",
    "\"'><svg onload=alert(3)>",
    "]]>&amp;<!--",
    "a\u2028b\u2029c\u202egpj.exe\u2066",
    "\x00\x1b[31m\udce9",
    "x" * 10_000,
)


class Reader(HTMLParser):
    """The elements a browser would find, and the words between them."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.text = [], ""
        self.feed(html)
        self.close()

    def handle_starttag(self, name, attributes):
        self.elements.append((name, dict(attributes)))

    def handle_comment(self, data):
        self.elements.append(("comment", data))

    def handle_data(self, data):
        self.text += data


def hostile_examples(test):
    for name in HOSTILE:
        test = example(name)(test)
    return test


@hostile_examples
@given(st.text(alphabet=st.characters(codec=None)))
def test_any_name_within_an_element_and_its_attributes_is_only_words(name):
    read = Reader(tag("p", name, title=name, aria_label=name))
    assert [element for element, _ in read.elements] == ["p"]
    assert read.elements[0][1].keys() == {"title", "aria-label"}
    assert read.text == read.elements[0][1]["title"]


@hostile_examples
@given(st.text(alphabet=st.characters(codec=None)))
def test_any_name_can_be_written_as_utf_8_and_turns_no_line_around(name):
    told = words(name)
    told.encode()
    assert all(letter.isprintable() or letter == "\n" for letter in told)


@hostile_examples
@given(st.text(alphabet=st.characters(codec=None)))
def test_a_table_of_any_names_has_the_cells_it_was_given(name):
    read = Reader(table(name, [name, "n"], [[name, "1"]], numbers=[1]))
    assert [element for element, _ in read.elements] == [
        *("div", "table", "caption", "thead", "tr", "th", "th", "tbody", "tr", "th", "td")
    ]


def test_what_is_html_already_is_not_quoted_twice():
    assert tag("p", "a & b ", tag("b", "<")) == "<p>a &amp; b <b>&lt;</b></p>"
    assert joined(["<", Markup("<br>")]) == "&lt;<br>"


def test_an_attribute_may_stand_alone_or_be_left_out():
    assert tag("details", open=True, hidden=False, name=None, class_="x") == '<details open class="x"></details>'


def test_an_element_that_holds_nothing_is_not_closed():
    assert tag("br") == "<br>"
    assert bullets([]) == ""
