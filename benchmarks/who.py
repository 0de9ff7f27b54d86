"""The quick commands against a bare Python start. Goal: `pato who` at most 6.5 times `python -c pass`."""

from timing import processes, ratio

WHO = [
    "-m",
    "pato",
    "who",
    "--attacker",
    "CHN",
    "--victim",
    "JPN",
    "--place",
    "senkaku",
    "--date",
    "2026-11-21",
]


def main():
    medians = processes(
        {
            "python -c pass": ["-c", "pass"],
            "import click": ["-c", "import click"],
            "pato --help": ["-m", "pato", "--help"],
            "pato who": WHO,
            "pato who --no-cascade": [*WHO, "--no-cascade"],
            "pato gaps": ["-m", "pato", "gaps", "USA", "JPN", "AUS", "--date", "2026-11-21"],
        }
    )
    bare = medians["python -c pass"]
    for name, seconds in medians.items():
        print(f"{name:24} {seconds * 1000:7.1f} ms  {seconds / bare:5.2f} x bare")
        ratio(f"{name} / python -c pass", seconds / bare)


if __name__ == "__main__":
    main()
