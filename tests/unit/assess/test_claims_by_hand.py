"""Verdicts on claims and their tables, worked out by hand."""

from hand_made import claim, condition, made

from pato.assess.breakeven import BreakEven
from pato.assess.claims import (
    LABELS,
    Part,
    Verdict,
    _brief,
    _shown,
    claims_summary,
    claims_table,
    depends_on,
    verdict,
)
from pato.assess.indices import Index
from pato.assess.sizes import Size


def test_a_verdict_by_theory():
    found = verdict(claim(**condition(better_than="base")), made())
    assert found.shares == {"none": 0.0, "strong": 0.5}
    assert (found.label, found.why, found.parts, found.evidence) == ("suggestive", "", (), ())
    assert found.sizes["strong"] == Size("ratio", 0.5, 0.5, 9 / 8)
    assert (found.break_evens, found.depends_on) == ({}, ())  # too few runs
    weighted = verdict(
        claim(**condition(better_than="base")), made(weights={"deterrence": {"strong": 3, "none": 1}})
    )
    assert weighted.shares == {"none": 0.0, "strong": 0.5, "your weights": 0.375}
    law = verdict(claim(**condition("count", below=1)), made())
    assert law.shares == {"any": 1.0}
    assert law.sizes == {"any": Size("figure", 0, 0, 0, "pairs")}


def test_a_claim_of_parts_holds_where_all_do():
    parts = [
        condition(below=2.5),
        condition("support", text="Much support.", above=1.5),
        condition("count", above=1),
    ]
    found = verdict(claim(parts=parts[:2], beside=[parts[2]]), made())
    # wars below 2.5: 1, 2 and .5, 1; support above 1.5: all, and the third and fourth
    assert found.shares == {"none": 0.5, "strong": 0.0}
    assert [(p.label, p.shares, p.counts) for p in found.parts] == [
        ("part: wars of pact below 2.5", {"none": 0.5, "strong": 0.5}, True),
        ("part: Much support.", {"none": 1.0, "strong": 0.5}, True),
        ("beside: count of pact above 1", {"any": 0.0}, False),
    ]
    assert found.sizes == {}
    alone = verdict(claim(parts=parts[:1], beside=parts[2:]), made())
    assert [p.counts for p in alone.parts] == [False]
    assert alone.sizes["none"] == Size("figure", 2, 1, 4, "wars")


def test_what_cannot_be_tested_is_told_and_the_rest_is_tested():
    found = verdict(
        claim(parts=[condition(below=2.5), condition("warz", below=1), condition("gone", below=1)]),
        made(left_out={"gone": "It is gone."}),
    )
    assert found.shares == {}
    assert found.why.startswith("metric 'warz' is not known.")
    assert found.why.endswith("; metric gone  It is gone.")
    assert [p.shares for p in found.parts] == [{"none": 0.5, "strong": 0.5}, {}, {}]
    assert found.parts[2].why == "metric gone  It is gone."


def test_what_no_metric_answers_and_what_no_data_can():
    both = verdict(
        claim(**condition(below=2.5), not_answerable=[{"text": "And peace.", "why": "No data."}], why="See."),
        made(),
    )
    assert (both.shares, both.label, both.why) == (
        {},
        "suggestive, and in part not answerable with these data",
        "See.",
    )
    assert [(p.label, p.why) for p in both.parts] == [
        ("part: wars of pact below 2.5", ""),
        ("part: And peace.", "No data."),
    ]
    none = verdict(claim(identified="not_answerable", why="Nobody knows."), made())
    assert (none.shares, none.label, none.why) == ({}, LABELS["not_answerable"], "Nobody knows.")
    reasons = verdict(claim(**condition(below=2.5), why="A note.", identified="assumption"), made())
    assert (reasons.why, reasons.label) == ("A note.", "driven by assumptions")


INDEX = Index("word", 0.25, 0.1, 0.2, 0.3, 0.4)
TURN = BreakEven("word", 0.4, 0.3, 0.5, True, 1, 0.5, (0.0, 1.0))
NO_TURN = BreakEven("other", None, None, None, None, 0, 0.5, (0.0, 1.0))


def told(**changes):
    body = {
        "claim": claim(**condition(below=1), title="A title", review="It may miss it."), "shares": {"none": 0.25, "strong": 0.5},
        "label": "suggestive", "why": "", "depends_on": (INDEX,), "break_evens": {"none": (TURN, NO_TURN)},
        "parts": (Part("so.", {"none": 1.0}, sizes={"none": Size("ratio", 2, 1, 3)}), Part("open.", {}, "No data. Allowed: x.", counts=False)),
        "sizes": {"strong": Size("ratio", 0.5, 0.4, 0.6)}, "evidence": ("An estimate.", "Another."),
    }  # fmt: skip
    return Verdict(**body | changes)


ROLES = "The design is pact, the baseline base; --for asks about another design of the run."
LABEL = "The label reflects how well the key quantity is identified, never a share of runs."
HOW_MUCH = "How much: the ratio of the two figures in the same run, their difference if the baseline's is 0, or the figure itself; median and interval of 90 per cent."
BREAK = "Break-even: where along a factor the share of runs in which the claim holds crosses one half, all else as drawn (interval of 90 per cent)."
DEPENDS = "Depends on: share of the variance of the claim's truth explained by one factor alone, all assumptions about deterrence weighted equally."


def test_the_short_table():
    table = claims_summary([told(why="a 'b' is not known. Allowed: c; d.")], made())
    assert table.columns == (
        "claim",
        "statement",
        "holds in share of runs",
        "how much",
        "break-even",
        "depends on",
    )
    assert (table.title, table.group, table.meta["seed"]) == ("Claims", 1, 1)
    head = "X1 A title [suggestive]"
    assert [tuple(r) for r in table.rows] == [
        (head, "It is so.", "none 25%, strong 50%", "ratio 0.5 (90 %: 0.4 to 0.6)", "none: word at least 0.4 (0.3 to 0.5); not reached within the drawn range: other", "word (0.25)"),
        (head, "part: so.", "100%", "ratio 2 (90 %: 1 to 3)", None, None),
        (head, "beside: open.", "No data.", None, None, None),
    ]  # fmt: skip
    assert list(table.notes) == [
        ROLES, LABEL, HOW_MUCH, BREAK, DEPENDS, "X1: a 'b' is not known.; d.", "X1, beside: An estimate.", "X1, beside: Another.",
        "X1, a reviewer: It may miss it.",
    ]  # fmt: skip
    four = claims_summary([told()] * 4, made())
    assert (
        four.notes[-1]
        == "How each test could miss the meaning of its claim: name a claim, as in 'pato claims RUN A1'."
    )
    assert claims_summary([told()] * 3, made()).notes[-1] == "X1, a reviewer: It may miss it."
    silent = told(claim=claim(**condition(below=1)), evidence=(), break_evens={}, parts=(), sizes={})
    assert list(claims_summary([silent] * 4, made()).notes) == [ROLES, LABEL, HOW_MUCH, BREAK, DEPENDS]
    assert [tuple(r) for r in claims_summary([silent], made()).rows] == [("X1 It is so. [suggestive]", "It is so.", "none 25%, strong 50%", None, None, "word (0.25)")]  # fmt: skip


def test_a_claim_by_estimates_alone():
    alone = told(
        claim=claim(evidence=["pairs_of_1949"]), shares={}, parts=(), depends_on=(), break_evens={}, sizes={}
    )
    assert claims_summary([alone], made()).rows[0][2:] == (
        "no model: see what estimates say, below",
        None,
        None,
        None,
    )
    assert claims_summary([told(shares={}, depends_on=())], made()).rows[0][2] is None


def test_the_long_table():
    table = claims_table([told()], made())
    assert table.columns == (
        "claim", "text", "theory", "holds in share of runs", "how much", "break-even", "depends on", "how well identified", "why", "beside", "reviewer",
    )  # fmt: skip
    assert (table.title, table.group, table.meta["seed"]) == ("Claims", 0, 1)
    last = ("word (0.25)", "suggestive", None, "An estimate.; Another.", "It may miss it.")
    turns = "word at least 0.4 (0.3 to 0.5); other: not reached between 0 and 1 (holds in most)"
    assert [tuple(r) for r in table.rows] == [
        ("X1", "It is so.", "none", 0.25, None, turns, *last),
        ("X1", "It is so.", "strong", 0.5, "ratio 0.5 (0.4 to 0.6)", None, *last),
        ("X1", "part: so.", "none", 1.0, "ratio 2 (1 to 3)", None, None, None, None, None, None),
        ("X1", "beside: open.", "-", None, None, None, None, None, "No data. Allowed: x.", None, None),
    ]
    assert list(table.notes) == [ROLES, LABEL, HOW_MUCH, BREAK, DEPENDS]
    none = claims_table([told(shares={}, why="Gone.", evidence=(), parts=())], made())
    assert [tuple(r) for r in none.rows] == [("X1", "It is so.", "-", None, None, None, "word (0.25)", "suggestive", "Gone.", None, "It may miss it.")]  # fmt: skip


def test_shares_in_few_words():
    assert _shown({}) is None
    assert _shown({"a": 0.5, "b": 0.5}) == "50%"
    ten = {f"t{i}": i / 10 for i in range(10)}
    assert _shown(ten).startswith("t0 0%, t1 10%, ")
    assert _shown(ten | {"t10": 1.0}) == "0% to 100% by theory"
    assert _shown(ten | {"your weights": 0.333}) == "0% to 90% by theory; your weights 33%"
    assert _brief("a. Allowed: b, c; d; e. Allowed: f.") == "a.; d; e."
    two = told(depends_on=(INDEX, Index("x", 0.126, 0, 0, 0, 0)))
    assert depends_on(two) == "word (0.25), x (0.13)"
    assert depends_on(told(depends_on=(), shares={"a": 0.0, "your weights": 0.5})) == "nothing drawn"
    assert depends_on(told(depends_on=(), shares={"a": 1.0})) == "nothing drawn"
    assert depends_on(told(depends_on=(), shares={"a": 1.0, "b": 0.0})) is None
    assert depends_on(told(depends_on=(), shares={"a": 0.5})) is None
