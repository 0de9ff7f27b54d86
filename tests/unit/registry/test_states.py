import pytest

from pato.errors import CoverageError, UnknownNameError, UsageError
from pato.registry import states
from pato.registry.states import state


@pytest.mark.parametrize(
    ("word", "date", "code"),
    [
        ("JPN", None, "JPN"),
        ("jpn", None, "JPN"),
        ("South Korea", None, "KOR"),
        ("ROK", None, "KOR"),
        ("US", None, "USA"),
        ("U.S.", None, "USA"),
        ("United States of America", None, "USA"),
        ("Turkey", None, "TUR"),
        ("turkiye", None, "TUR"),
        ("Ivory Coast", None, "CIV"),
        ("cote d'ivoire", None, "CIV"),
        ("The Gambia", None, "GMB"),
        ("NOR", None, "NOR"),  # the code that YAML 1.1 reads as false is NO: alpha-3 does not meet it
        ("AUS", None, "AUS"),  # ISO wins over the COW abbreviation of Austria
        ("AUL", None, "AUS"),
        ("UKG", None, "GBR"),
        ("DRV", None, "VNM"),
        (740, None, "JPN"),
        ("002", None, "USA"),
        (365, "1970-01-01", "SUN"),
        (365, "1914-08-01", "RUS"),
        (365, "1991-12-26", "RUS"),
        (345, "1999-03-24", "YUG"),
        (345, "2004-01-01", "SCG"),
        (345, "2010-01-01", "SRB"),
        (345, "1914-07-28", "SRB"),
        ("West Germany", "1970-01-01", "DEU"),
        ("Prussia", "1866-06-14", "DEU"),
        ("ROC", "1945-10-24", "CHN"),
        ("ROC", "1954-12-02", "TWN"),
        ("Republic of China", "1937-07-07", "CHN"),
        ("Taiwan", None, "TWN"),
        ("Korea", "1900-01-01", "JSN"),
        ("Korea", "1953-10-01", "KOR"),
        ("Ottoman Empire", "1914-10-29", "TUR"),
        ("USSR", "1950-02-14", "SUN"),
        ("South Yemen", "1980-01-01", "YMD"),
        ("Republic of Vietnam", "1965-01-01", "RVN"),
    ],
)
def test_a_code_or_name_means_one_state(word, date, code):
    assert state(word, date=date).iso3 == code


@pytest.mark.parametrize("word", [365, "345", "ROC", "Korea", "Republic of China"])
def test_a_name_that_meant_several_states_needs_a_date(word):
    with pytest.raises(UsageError, match="Give a date"):
        state(word)


def test_an_unknown_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError) as caught:
        state("JNP")
    assert "state 'JNP' is not known. Did you mean 'JPN'?" in str(caught.value)
    with pytest.raises(UnknownNameError, match="Did you mean 'Philippines'"):
        state("Phillipines")


@pytest.mark.parametrize(
    ("word", "date", "words"),
    [
        ("RUS", "1970-01-01", "belonged to SUN"),
        ("SUN", "1991-12-26", "belonged to RUS"),
        ("DDR", "1990-10-03", "did not exist as a state"),
        ("PLW", "1990-01-01", "[1994-10-01, …)"),
        ("SSD", "2011-07-08", "[2011-07-09, …)"),
        ("TWN", "1945-10-25", "did not exist as a state"),
        ("Soviet Union", "2000-01-01", "belonged to RUS"),
    ],
)
def test_a_state_that_did_not_exist_on_the_date_is_an_error(word, date, words):
    with pytest.raises(CoverageError) as caught:
        state(word, date=date)
    assert words in str(caught.value)


def test_existence_and_cow_membership_are_two_things():
    japan = state("JPN")
    assert japan.existed_on("1951-09-08")  # it signed two treaties that day
    assert japan.cow_on("1951-09-08") is None
    assert japan.cow_on("1952-04-28").code == 740
    assert state("TUV").existed_on("1979-01-01")
    assert state("TUV").cow_on("1979-01-01") is None


def test_existence_on_a_partial_date_may_be_undecided():
    assert state("SUN").existed_during("1991-12") is None
    assert state("SUN").existed_during("1991-11") is True
    assert state("SUN").existed_during("1992") is False
    assert state("RUS").existed_during("1922") is None  # until 30 December


def test_crosswalk_both_ways():
    assert states.cow("DEU", "1970-01-01") == 260
    assert states.cow("DEU", "1930-01-01") == 255
    assert states.cow("DEU", "1990-10-03") == 255
    assert states.iso3(260, "1970-01-01") == "DEU"
    assert states.iso3(678, "1980-01-01") == "YAR"
    assert states.iso3(679, "1990-05-22") == "YEM"
    assert states.iso3(710, "1945-01-01") == "CHN"
    assert states.iso3(713, "1949-12-08") == "TWN"


def test_the_crosswalk_refuses_dates_outside_the_system():
    with pytest.raises(CoverageError, match="740 in"):
        states.cow("JPN", "1946-01-01")
    with pytest.raises(CoverageError, match="No state held COW number 210"):
        states.iso3(210, "1942-01-01")
    with pytest.raises(UnknownNameError, match="999"):
        states.iso3(999, "2000-01-01")
    with pytest.raises(CoverageError, match="never a member"):
        states.cow("VAT", "2000-01-01")


def test_states_of_a_date():
    in_1980 = {s.iso3 for s in states.states("1980-01-01")}
    assert {"SUN", "DDR", "DEU", "YUG", "CSK", "YMD", "YAR"} <= in_1980
    assert not {"RUS", "SVK", "UKR", "RVN", "NAM"} & in_1980


def test_members_of_the_united_nations():
    members = [s for s in states.states(kind=None) if s.un_member_on("2024-01-01")]
    assert len(members) == 193
    assert (
        len([s for s in states.states(kind=None) if s.un_member_on("1945-12-31")]) == 51
    )  # the original members
    assert state("KOR").un_member_on("1991-09-17")
    assert not state("KOR").un_member_on("1991-09-16")
    assert not state("TWN").un_member_on("2024-01-01")


def test_a_territory_has_holders():
    hong_kong = state("Hong Kong")
    assert hong_kong.kind == "territory"
    assert hong_kong.holder_on("1997-06-30") == "GBR"
    assert hong_kong.holder_on("1997-07-01") == "CHN"
    assert state("GUM").holder_on("2024-01-01") == "USA"


def test_capitals_change_with_time():
    assert state("DEU").capital_on("1970-01-01").name == "Bonn"
    assert state("DEU").capital_on("2000-01-01").name == "Berlin"
    assert state("JPN").capital.name == "Tokyo"


def test_disputed_recognition_is_listed():
    taiwan = state("TWN")
    assert len(taiwan.recognised_by) == 12
    assert state("XKX").recognised_by is None
    assert "SRB" in state("XKX").not_recognised_by
    assert state("JPN").recognised_by is None


def test_a_state_cannot_be_changed():
    with pytest.raises(AttributeError):
        state("JPN").name = "Nippon"
