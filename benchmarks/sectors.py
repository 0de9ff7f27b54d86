"""Many sectors with input-output links: random worlds up to the size of the OECD's tables, one counterfactual each."""

import numpy as np
from timing import best, ratio, size

from pato.kernels.sectors.solve import economy_of, solve_sectors


def world(countries, sectors, seed=1):
    draw = np.random.Generator(np.random.Philox(seed))
    flows = draw.lognormal(0, 1, (sectors, countries, countries))
    home = np.arange(countries)
    flows[:, home, home] *= 3 * countries
    shares = draw.dirichlet(np.ones(sectors + 1), (countries, sectors))[..., :sectors].transpose(0, 2, 1)
    use = shares * flows.sum(axis=2).T[:, None, :] * 0.7
    use *= np.minimum(1, 0.6 * flows.sum(axis=1).T / use.sum(axis=2))[:, :, None]
    cost = np.exp(draw.normal(0, 0.2, flows.shape))
    cost[:, home, home] = 1.0
    return economy_of(flows, draw.uniform(2, 8, sectors), use=use), cost


def main():
    each = 0.0
    for countries, sectors in ((3, 2), (44, 1), (44, 30), (77, 45))[: size(None, 1)]:
        economy, cost = world(countries, sectors)
        found = solve_sectors(economy, cost_hat=cost)
        seconds = best(lambda e=economy, c=cost: solve_sectors(e, cost_hat=c), rounds=2)
        each = each or seconds / (countries * sectors) ** 2
        ratio(
            f"sectors, {countries} x {sectors}: seconds a flow / those of the smallest",
            seconds / (countries * sectors) ** 2 / each,
        )
        print(
            f"{countries:3} countries x {sectors:2} sectors {seconds:8.3f} s, {found.steps} wage steps, {found.status}"
        )


if __name__ == "__main__":
    main()
