"""Known answers: what small texts of the tests say in every form, word by word, as it was read and found right.

A change that is meant is written by ``PATO_WRITE_ANSWERS=1 pytest tests/unit/treaties/test_answers.py`` and read in the
comparison of versions; one that is not meant fails here.
"""

import io
import json
import re
import sys
import zipfile
from functools import cache
from pathlib import Path

import pytest

import pato.kinds  # noqa: F401  registers every kind of file
from pato.files.load import load_file
from pato.treaties.architecture import Architecture, assumed
from pato.treaties.atop import atop, atop_table
from pato.treaties.cascade import headline, who_must_act
from pato.treaties.compiling import norm
from pato.treaties.conflicts import conflicts_table
from pato.treaties.cube import duty_spans
from pato.treaties.diff import diff
from pato.treaties.draft import compare, draft
from pato.treaties.draft.load import load_version
from pato.treaties.draft.version import Version
from pato.treaties.events import make_event
from pato.treaties.laid_down import clauses
from pato.treaties.norm_parts import instrument
from pato.treaties.relations import duty_matrix
from pato.treaties.schema.words import advice
from pato.treaties.skeleton import skeleton
from pato.treaties.traps import traps
from pato.treaties.variants import variants

sys.path.insert(0, str(Path(__file__).parent))
from kept_answers import kept

HERE = Path(__file__).parent
FILES = HERE / "files"
NAMES = ("all-words", "assembled", "strait")


@pytest.fixture(autouse=True)
def among_the_files(monkeypatch):
    """Files are named as they are where they lie: how long the path to them is changes no column."""
    monkeypatch.chdir(FILES)


def tidy(value):
    return json.dumps(value, indent=1, ensure_ascii=False, default=list) + "\n"


@cache
def loaded(name):
    return load_file(f"{name}.yaml", kind="treaty")


def system(name="all-words", **members):
    treaty, document = loaded(name)
    one = assumed(instrument(norm(treaty, document)))
    return Architecture("test", "test", (one._replace(**members),), None, ())


OTHERWISE = (
    ("binding: treaty", "binding: executive_agreement"),
    ("signed: 1950-03-01", "signed: {date: 1950-03, precision: month}"),
    ("{from: 1951-01-01, until: 2030-06-30}", "{from: 1951-01-01}"),
    (
        "host: any, region: [europe, north_america, east_asia]",
        "metropolitan: true, island: false, region: [europe]",
    ),
    (
        "island_of_in: {state: parties, ocean: atlantic}, north_of: 23.4",
        "island_of_in: {ocean: pacific}, south_of: 10",
    ),
    (
        "administered_by: [FRA], place: [algiers], until: 1962-07-03",
        "administered_by: associates, zone: land, from: 1953-01-01",
    ),
    (
        "sustained_years: 3, grace_years: 2, applies_to: accession, on_breach: suspend",
        "applies_to: both, on_breach: expel",
    ),
    ("combine: weighted, weights: {vote: 2, graft: 1}, share: 2/3", "combine: any"),
    ("notice: 6m, not_before: 1969-08-24, bar_years: 20, not_while_under_attack: true", "notice: 1y"),
    ("open_to: [CAN, NZL], invitation: unanimity", "invitation: {rule: majority}"),
    (
        "default: consensus, invocation: {rule: unanimity_minus_accused}",
        "default: unanimity, invocation: none",
    ),
    ("rule: pledge, pledge_gdp_share: 0.02, common_budget: true", "rule: gni_share, common_budget: false"),
    (
        "binding: partly_binding, enforcement: dispute_settlement",
        "binding: binding, enforcement: consultation",
    ),
    (
        "council: true, secretariat: true, joint_command: false",
        "council: false, secretariat: false, joint_command: true",
    ),
    (
        "subject_to: [own_judgment, constitutional_processes]",
        "subject_to: [unilateral_decision, un_security_council_seized]",
    ),
    ("checked: text", "checked: recalled"),
)
"""Other words of the language in place of those of the file."""


def test_other_words_of_the_language(tmp_path):
    text = (FILES / "all-words.yaml").read_text(encoding="utf-8")
    for old, new in OTHERWISE:
        assert old in text, old
        text = text.replace(old, new, 1)
    path = tmp_path / "otherwise.yaml"
    path.write_text(text, encoding="utf-8")
    treaty, document = load_file(path, kind="treaty")
    kept("otherwise.md", draft(treaty, "md", commentary=True, annex=True))
    kept("otherwise.norm.json", tidy(norm(treaty, document)).replace(str(path), "otherwise.yaml"))
    other = Architecture("other", "Other", (assumed(instrument(norm(treaty, document))),), None, ())
    found = diff(system(), other, "1965-06-01")
    kept("otherwise.diff.txt", found.to_table().to_text() + told(found))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("fmt", "ending"), [("md", "md"), ("akn", "xml")])
def test_the_text_of_a_treaty(name, fmt, ending):
    kept(f"{name}.{ending}", draft(loaded(name)[0], fmt, commentary=True, annex=True))


def test_the_text_of_another_version():
    version = Version.of(loaded("assembled")[0]).choosing({"scope": "wide"})
    kept("assembled-wide.md", draft(version, "md"))
    narrow = Version.of(loaded("assembled")[0])
    kept("assembled-side-by-side.md", compare(narrow, version, "md"))


@pytest.mark.parametrize("name", NAMES)
def test_the_text_as_a_word_file(name):
    pytest.importorskip("docx")
    kept(f"{name}.docx.txt", paragraphs(draft(loaded(name)[0], "docx", commentary=True, annex=True)))


def paragraphs(content):
    """Return what a reader of a Word file sees: each paragraph with its style, numbering and letters."""
    from docx import Document

    document, lines = Document(io.BytesIO(content)), []
    body = document.element.body
    for element in body.iter():
        kind = element.tag.rpartition("}")[2]
        if kind == "p":
            text = "".join(t.text or "" for t in element.iter() if t.tag.endswith("}t"))
            lines.append(f"{_properties(element)} | {text}")
        elif kind in {"tblPr", "sectPr"}:
            lines.append(f"{kind}: {_properties(element)}")
    used = {p.style.name for p in document.paragraphs}
    for style in document.styles:
        if style.name in used:
            lines.append(f"style {style.name}: {_properties(style.element)}")
    section = document.sections[0]
    for part in (section.header, section.footer):
        lines += [f"{'; '.join(_properties(p._p) for p in part.paragraphs)}"]
    core = document.core_properties
    lines.append(f"{core.title} | {core.author} | {core.language} | {core.subject}")
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        numbering = parts.read("word/numbering.xml").decode()
    lines += re.findall(r'<w:lvlText w:val="[^"]*"/>', numbering)[-30:]
    return "\n".join(lines) + "\n"


def _properties(element):
    """Return the attributes of an element's properties, in order, without identifiers that a library counts."""
    found = []
    for inner in element.iter():
        name = inner.tag.rpartition("}")[2]
        if name in {"t", "p", "r", "rPr", "pPr"}:
            continue
        values = ",".join(
            str(v) for k, v in inner.attrib.items() if "rsid" not in k and "id" not in k.lower()
        )
        found.append(f"{name}={values}" if values else name)
    return " ".join(found)


CHANGES = (
    ("free, fair and regular elections", "free and regular elections, observed by others"),
    ('"over waters."', '"over waters;", "in the air."'),
    ('number: "5", heading: Consultation', 'number: "5", heading: Talks'),
    ("value: 18m", "value: 24m"),
    ("{state: USA}, ", ""),
    ("ratified_by: [AUS, JPN, USA]", "ratified_by: [AUS, JPN]"),
    ('  review: {article: "16", after_years: 10}\n', ""),
)


def test_two_versions_side_by_side(tmp_path):
    text = (FILES / "strait.yaml").read_text(encoding="utf-8")
    for old, new in CHANGES:
        assert old in text
        text = text.replace(old, new)
    path = tmp_path / "strait.yaml"
    path.write_text(text, encoding="utf-8")
    first, second = load_version(str(FILES / "strait.yaml")), load_version(str(path))
    kept("side-by-side.md", compare(first, second, "md"))


@pytest.mark.parametrize("name", NAMES)
def test_the_norm_that_the_engine_reads(name):
    treaty, document = loaded(name)
    kept(f"{name}.norm.json", tidy(norm(treaty, document)))
    kept(f"{name}.instrument.txt", told(instrument(norm(treaty, document))))


def told(value, depth=0):
    """Return a record field by field."""
    if hasattr(value, "_fields"):
        rows = [
            f"{' ' * depth}{name}: {told(getattr(value, name), depth + 1)}"
            for name in value._fields
            if getattr(value, name) not in (None, (), "", {})
        ]
        return "\n" + "\n".join(rows)
    if isinstance(value, (tuple, list)):
        return "".join(f"\n{' ' * depth}- {told(one, depth + 1)}" for one in value)
    if isinstance(value, dict):
        return "".join(f"\n{' ' * depth}{key}: {told(one, depth + 1)}" for key, one in value.items())
    return f"{value}"


def test_its_clauses_codes_traps_and_what_should_be_quoted():
    found = {}
    for name in NAMES:
        treaty, _ = loaded(name)
        found[name] = {
            "clauses": clauses(treaty),
            "atop": {row[0]: row[1:] for row in atop_table([treaty]).rows},
            "coding": [list(map(str, code)) for code in atop(treaty).codes],
            "members": atop(treaty).members,
            "traps": [list(map(str, one)) for one in traps(treaty)],
            "advice": [list(map(str, one)) for one in advice(treaty)],
        }
    kept("clauses.json", tidy(found))


def test_the_variants_of_a_text():
    document = loaded("all-words")[1]
    kept("variants.txt", "\n".join(f"{v[:-1]}" for v in variants(document.data)) + "\n")


def test_a_skeleton_of_a_plain_text():
    kept("pact.yaml", skeleton(FILES / "pact.txt"))


DATES = ("1951-06-01", "1954-06-01", "1956-06-01", "1960-06-01", "1988-01-01", "2016-01-01", "2030-07-01")


def test_who_owes_whom_on_each_date():
    told_, one = [], system()
    for kind in (
        "defence",
        "offence",
        "consultation",
        "neutrality",
        "non_aggression",
        "access",
        "assistance",
    ):
        for date in DATES:
            matrix = duty_matrix(one, date, kind)
            told_.append(f"## {kind} {date}\n{matrix.to_table().to_text()}")
    told_ += [f"{kind}: {duty_spans(one, kind)}" for kind in ("defence", "consultation")]
    told_.append(conflicts_table(one, "1960-06-01").to_text())
    measured = {(s, "v2x_polyarchy"): 0.3 for s in ("FRA", "USA")} | {
        (s, "v2x_corr"): 0.5 for s in ("FRA", "JPN")
    }
    told_.append(conflicts_table(one, "1960-06-01", measured).to_text())
    kept("matrix.txt", "\n".join(told_) + "\n")


def test_the_forms_of_a_matrix():
    matrix = duty_matrix(system(), "1956-06-01", "defence")
    edges, graph, grid = matrix.to_edges(), matrix.to_networkx(), matrix.to_xarray()
    found = [edges.to_text(), str(sorted(edges.meta)), edges.meta["date"], str(sorted(graph.graph.items()))]
    found += [str(sorted(graph.nodes(data=True))), *map(str, sorted(graph.edges(keys=True, data=True)))]
    found += [
        str(sorted(grid.attrs.items())),
        str(grid.values.tolist()),
        matrix.to_graphml(),
        str(matrix.to_pandas()),
    ]
    kept("matrix-forms.txt", "\n".join(found) + "\n")


EVENTS = [
    ("paris", ("SUN", "FRA"), {"date": "1953-06-01", "place": "paris"}),
    ("ship", ("SUN", "FRA", "naval_attack"), {"on": "warship", "date": "1953-06-01", "place": "sicily", "zone": "high_seas"}),
    ("ship-before", ("SUN", "FRA", "naval_attack"), {"on": "warship", "date": "1951-06-01", "place": "sicily", "zone": "high_seas"}),
    ("guest", ("EGY", "USA"), {"on": "military_base", "date": "1965-06-01", "place": "incirlik"}),
    ("straits", ("SUN", "TUR"), {"on": "territory", "date": "1965-06-01", "place": "bosporus"}),
    ("egypt", ("EGY", "TUR"), {"date": "1965-06-01", "place": "ankara", "requested": True}),
    ("algiers", ("MAR", "FRA"), {"date": "1960-06-01", "place": "algiers"}),
    ("algiers-later", ("MAR", "FRA"), {"date": "1963-06-01", "place": "algiers"}),
    ("faroe", ("SUN", "DNK"), {"date": "1963-06-01", "place": "faroe"}),
    ("ceuta", ("MAR", "ESP"), {"date": "1963-06-01", "place": "ceuta"}),
    ("eastern-sector", ("CHN", "FRA"), {"on": "troops", "date": "1963-06-01", "place": "hong-kong"}),
    ("axis", ("HUN", "FRA"), {"on": "troops", "date": "1963-06-01", "place": "paris"}),
    ("axis-and-another", (["HUN", "SUN"], "FRA"), {"on": "troops", "date": "1963-06-01", "place": "paris"}),
    ("party", ("GBR", "FRA"), {"on": "troops", "date": "1963-06-01", "place": "paris"}),
    ("rivals-war", ("POL", "USA", "declaration_of_war"), {"date": "1963-06-01", "decided": ["all-words"]}),
    ("rivals-war-undecided", ("POL", "USA", "declaration_of_war"), {"date": "1963-06-01"}),
    ("cyber", ("RUS", "FRA", "cyber_attack"), {"on": "information_systems", "date": "2016-06-01", "place": "paris"}),
    ("threat", ("RUS", "TUR", "mobilisation"), {"date": "1993-06-01", "place": "ankara", "requested": True}),
    ("suspended", ("SUN", "JPN"), {"date": "1960-06-01", "place": "tokyo"}),
    ("quarrel", ("SUN", "USA"), {"date": "1988-06-01", "place": "washington"}),
    ("arms", ("CHN", "TWN"), {"date": "1956-06-01", "place": "taipei"}),
    ("mistake", ("SUN", "FRA", "air_strike"), {"date": "1963-06-01", "place": "paris", "intent": "mistake"}),
    ("left-open", ("SUN", "FRA", "air_strike"), {"date": "1963-06-01", "place": "paris", "first_force": "unknown", "council": {"status": "unknown"}, "intent": "unknown"}),
    ("council", ("SUN", "FRA", "air_strike"), {"date": "1963-06-01", "place": "paris", "council": {"status": "binding_stop", "resolution": "1"}}),
    ("lender", ("SUN", "FRA", "air_strike"), {"date": "1963-06-01", "place": "paris", "lends": "POL"}),
    ("clash", ("RUS", "TUR", "border_clash"), {"on": "troops", "date": "1993-06-01", "place": "ankara"}),
    ("ally-strikes", ("USA", "FRA"), {"date": "1965-06-01", "place": "paris"}),
    ("ally-strikes-elsewhere", ("USA", "FRA"), {"date": "1965-06-01", "place": "mururoa"}),
    ("title", ("ISR", "JPN"), {"date": "1965-06-01", "place": "golan", "on": "troops"}),
    ("no-place", ("SUN", "USA"), {"date": "1963-06-01"}),
    ("port", ("SUN", "FRA", "naval_attack"), {"on": "warship", "date": "1963-06-01", "place": "brest", "zone": "port"}),
    ("off-an-island", ("SUN", "GBR", "naval_attack"), {"on": "warship", "date": "1963-06-01", "place": "azores"}),
    ("two-victims", ("SUN", ["FRA", "TUR"], "missile_strike"), {"date": "1963-06-01", "place": "ankara"}),
    ("group", ([], "FRA", "terrorist_attack"), {"on": "population", "date": "2015-11-13", "place": "paris", "author": {"group": "isil", "base": "SYR", "link": "none"}}),
    ("home-grown", ([], "TUR", "terrorist_attack"), {"on": "troops", "date": "2015-11-13", "place": "ankara", "author": {"group": "a band", "home_grown": True}}),
    ("unrest", ([], "TUR", "unrest"), {"date": "2015-11-13", "place": "ankara"}),
    ("given-consent", ("USA", "FRA", "air_strike"), {"date": "1965-06-01", "place": "paris", "consent": {"status": "given"}}),
    ("satellite", ("RUS", "FRA", "armed_attack"), {"on": "satellite", "date": "2016-06-01"}),
    ("cable", ("RUS", "USA", "sabotage_of_cable"), {"on": "submarine_cable", "date": "2016-06-01", "place": "giuk-gap"}),
    ("not-yet", ("SUN", "FRA"), {"date": "1950-06-01", "place": "paris"}),
]  # fmt: skip


@pytest.mark.parametrize(("name", "who", "rest"), EVENTS, ids=[e[0] for e in EVENTS])
def test_what_an_event_calls(name, who, rest):
    kept(f"event-{name}.txt", called(who_must_act(system(), make_event(*who, **rest), cascade=False)))


def test_what_follows_when_one_fights():
    kept(
        "cascade.txt",
        called(who_must_act(system(), make_event("SUN", "FRA", place="paris", date="1953-06-01"))),
    )


def called(answer):
    """Return duties with what belongs to them, each reading once, and each way in which a rule was tried with those it was tried for."""
    lines, readings, ways = [f"# {headline(answer.event)}", *answer.notes, *answer.variants], {}, {}
    for duty in answer.duties:
        for reading in duty.readings:
            readings.setdefault(f"{reading}", None)
        kept_ = {
            k: v for k, v in duty.to_dict().items() if v not in (None, (), [], "", 0) and k != "readings"
        }
        lines.append(f"{kept_} {[r.id for r in duty.readings]}")
    for trace in () if answer.variants else answer.traces:
        way = "".join(f"\n    {tuple(step)}" for step in trace.steps)
        rest = {k: v for k, v in trace._asdict().items() if k not in {"steps", "debtor"}}
        ways.setdefault(f"{list(rest.values())}{way}", []).append(str(trace.debtor))
    lines += [*readings, *(f"{', '.join(who)}: {way}" for way, who in ways.items())]
    return "\n".join(lines) + "\n"
