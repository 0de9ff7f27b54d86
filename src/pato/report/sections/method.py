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
        "A mutual-defence obligation counts as a commitment, whether or not it is limited to an area; obligations that are disputed as a whole do not count. Political declarations and domestic laws create no such obligation.",
        "Capability committed to a state is the share of world capability (CINC) of each state that must defend it, discounted for the distance between capitals (Bueno de Mesquita 1981).",
        "Each run is one joint draw of the risk model's coefficients from their estimated distribution, of an assumption about what commitments do, and of ranged assumptions; the same runs serve every design.",
        "Under an assumption, a design shifts the log-odds of war from those of the status quo by the assumption's rule; the status quo's own level is the estimate.",
        "Sections on membership, decision, burden, trade and negotiation are added by 'pato report RUN --full'; the frontier of all memberships by --sweep FOLDER, once 'pato sweep' has computed it.",
        f"Random numbers are drawn by index (Philox, seed {run['seed']}): the same seed gives the same results on any number of processes. 'pato rerun' checks it.",
    )
    return Section("method", "Method", (Listing(steps),))
