"""Method of computation, for reviewers."""

from __future__ import annotations

from pato.report.blocks import Listing, Section
from pato.report.context import ReportContext

ORDER = 50
CHAPTER = "method"


def build(context: ReportContext) -> Section:
    """Return the steps from files to figures."""
    run = context.comparison.run.description
    steps = (
        "Treaty files are turned into dated, directed obligations; each can be traced with 'pato who --trace' to its article and line.",
        "Models of war, support and membership read commitments: for each defender, state and attacker a number from 0 (no obligation) to 1 (an unconditional one). It follows from the ways in which a war could begin that the text covers, the strength of its words, its readings, and what a body must decide first; 'pato commitments' shows the texts behind it.",
        "Gaps and counts of obligations take a mutual-defence obligation whether or not it is limited to an area, and leave out those that are disputed as a whole. Political declarations and domestic laws create none.",
        "Capability committed to a state is the share of world capability (CINC) of each state that is committed to defend it, as far as it is committed, discounted for the distance between capitals (Bueno de Mesquita 1981).",
        "Each run is one joint draw of the risk model's coefficients from their estimated distribution, of an assumption about what commitments do, and of ranged assumptions; the same runs serve every design.",
        "Under an assumption, a design shifts the log-odds of war from those of the status quo by the assumption's rule; the status quo's own level is the estimate.",
        "Sections on membership, decision, burden, trade and negotiation are added by 'pato report RUN --full'; the frontier of all memberships by --sweep FOLDER, once 'pato sweep' has computed it.",
        f"Random numbers are drawn by index (Philox, seed {run['seed']}): the same seed gives the same results on any number of processes. 'pato rerun' checks it.",
    )
    return Section("method", "Method", (Listing(steps),))
