"""Small files in the owners' formats, written by us: the formats as the owners document them."""

import io
import json
import zipfile

import openpyxl

_MEMBERS = (  # as in ATOP 5.1, the columns that are read: alliance, member, days of entry and exit, phase, what is pledged
    "atopid,phase,member,yrent,moent,dayent,yrexit,moexit,dayexit,defense,offense,neutral,nonagg,consul,conditio,defcon,offcon,neucon,concon,"
    "defcoadv,defcoloc,defcocon,defconum,defcodem,defconpr,offcoadv,offcoloc,offcocon,offconum,offcodem,neucoadv,neucoloc,neucocon,neuconum,"
    "neucodem,neuconpr,neucoatt,concoadv,concoloc,concocon,concoreq,asymm,obvary,specthrt,statthr1,statthr2,conwtin,estmode,secrart,term,milcon,intcom,base\n"
)
_NO = ",0" * 21


def _member(alliance, member, entry, exit_, *, phase=0, pledges="1,0,0,0,1", defcoadv=0, obvary=0):
    conditions = f"{defcoadv}{_NO}"
    return f"{alliance},{phase},{member},{entry},{exit_},{pledges},{defcoadv},{defcoadv},0,0,0,{conditions},0,{obvary},0,0,NA,1,1,0,1,0,0,0\n"


CSV = {
    "atop-members": (
        "atop5_1m.csv",
        _MEMBERS
        + _member(2060, 220, "1921,2,19", "1939,9,27", defcoadv=1)
        + _member(2060, 290, "1921,2,19", "1939,9,27", defcoadv=1)
        + _member(3375, 2, "1960,1,19", "0,0,0")
        + _member(3375, 740, "1960,1,19", "0,0,0"),
    ),
    "atop": (
        "atop5_1ddyr.csv",
        (
        "ddyad,year,atopally,defense,offense,neutral,nonagg,consul,asymm,stateA,stateB,version\n"
        "2740,1960,1,1,0,0,1,1,0,2,740,5.1\n740002,1960,1,0,0,0,1,1,0,740,2,5.1\n2713,1990,0,0,0,0,0,0,0,2,713,5.1\n"
        ),
    ),
    "cow-states": (
        "states2016.csv",
        (
        "stateabb,ccode,statenme,styear,stmonth,stday,endyear,endmonth,endday,version\n"
        "USA,2,United States of America,1816,1,1,2016,12,31,2016\nJPN,740,Japan,1860,1,1,1945,8,14,2016\n"
        ),
    ),
    "cow-nmc": (
        "NMC-70-abridged.csv",
        (
        "stateabb,ccode,year,milex,milper,irst,pec,tpop,upop,cinc,version\n"
        "USA,2,2022,876943000,1360,80500,3190000,338290,280000,0.1235657,2022\nBTN,760,2022,-9,-9,0,2378,781,135,5.8e-05,2022\n"
        ),
    ),
    "cow-contiguity": (
        "contdir.csv",
        (
        "dyad,statelno,statelab,statehno,statehab,conttype,begin,end,notes,version\n"
        "2020,2,USA,20,CAN,1,192001,201612,,3.2\n710713,710,CHN,713,TAW,2,194912,201612,,3.2\n"
        ),
    ),
    "cow-mid": (
        "MIDB 5.0.csv",
        (
        "dispnum,stabb,ccode,stday,stmon,styear,endday,endmon,endyear,sidea,revstate,revtype1,revtype2,fatality,fatalpre,hiact,hostlev,orig,version\n"
        "4457,CHN,710,-9,8,2003,27,6,2004,1,1,1,-9,0,0,7,3,1,5\n4457,JPN,740,-9,8,2003,27,6,2004,0,0,0,-9,0,0,14,4,1,5\n"
        ),
    ),
    "gml-mid": (
        "gml-dirdisp-2.2.1.csv",
        (
        "dispnum,ccode1,ccode2,year,midongoing,midonset,sidea1,sidea2,hostlev1,hostlev2,orig1,orig2,hostlev,version\n"
        "4491,710,740,2010,1,1,1,0,3,4,1,1,4,gml-2.2.1\n4491,740,710,2010,1,1,0,1,4,3,1,1,4,gml-2.2.1\n"
        ),
    ),
    "vdem": (
        "V-Dem-CY-Core-v15.csv",
        (
        "country_name,country_text_id,country_id,year,COWcode,"
        + ",".join(f"{n}{e}" for n in ("v2x_polyarchy", "v2x_libdem", "v2x_partipdem", "v2x_delibdem", "v2x_egaldem", "v2x_api", "v2x_mpi") for e in ("", "_codelow", "_codehigh", "_sd"))
        + ","
        + "v2x_rule,v2x_civlib,v2x_clphy,v2x_clpol,v2x_clpriv,v2x_jucon,v2x_corr,v2x_regime,v2xel_frefair,v2x_freexp_altinf,v2x_frassoc_thick"
        + "\nJapan,JPN,9,2024,740," + ",".join(["0.734", "0.683", "0.787", "0.053"] * 7) + "," + ",".join(["0.9"] * 11) + "\n"
        + "Brunei,BRN,300,2024,835," + ",".join([""] * 28) + "," + ",".join([""] * 11) + "\n"
        ),
    ),
    "un-ideal-points": (
        "IdealpointestimatesAll_Jun2024.csv",
        (
        '"","ccode","session","NVotesAll","IdealPointAll","QO%All","Q5%All","Q10%All","Q50%All","Q90%All","Q95%All","Q100%All","iso3c","Countryname","USAgree","RUSSAgree","BrazilAgree","ChinaAgree","IndiaAgree","IsraelAgree"\n'
        '"1",740,78,87,0.811,0.445,0.662,0.693,0.809,0.928,0.962,1.148,"JPN","Japan",0.5,0.35,0.56,0.49,0.51,NA\n'
        ),
    ),
    "troopdata": (
        "troopdata-rebuild-country-year.csv",
        (
        "countryname,year,ccode,iso3c,region,troops_ad\nJapan,2024,740,JPN,East Asia & Pacific,55154\nGuam,2024,1008,NA,East Asia & Pacific,7540\n"
        ),
    ),
    "cow-majors": (
        "cow_majors.csv",
        '"ccode","styear","stmonth","stday","endyear","endmonth","endday","version"\n2,1898,8,13,2016,12,31,2016\n740,1895,4,1,1945,8,14,2016\n',
    ),
    "capitals": (
        "cow_capitals.csv",
        '"ccode","statenme","capital","stdate","enddate","lat","lng"\n740,"Japan","Tokyo",1868-10-13,2024-12-31,35.6768601,139.7638947\n',
    ),
    "tss-rivalries": (
        "tss_rivalries.csv",
        ('"tssr_id","rivalry","ccode1","ccode2","start","end","positional","spatial","ideological","interventionary","principal","aprin"\n'
        '148,"China-Japan 2",710,740,1996,2020,1,1,NA,NA,1,NA\n'),
    ),
    "td-rivalries": (
        "td_rivalries.csv",
        '"rivalryno","rivalryname","ccode1","ccode2","styear","endyear","region","type1","type2","type3"\n120,"China-Japan",710,740,1996,2010,"East Asia","spatial","positional",NA\n',
    ),
    "gml-participants": (
        "gml_part.csv",
        '"dispnum","ccode","styear","stmon","stday","endyear","endmon","endday","sidea","hiact","orig"\n2,200,1902,5,-9,1902,5,-9,0,0,1\n2,2,1902,5,-9,1902,5,-9,1,7,1\n',
    ),
    "cow-wars": (
        "cow_war_inter.csv",
        ('"warnum","ccode1","ccode2","year","cowinterongoing","cowinteronset","sidea1","sidea2","initiator1","initiator2","outcome1","outcome2","batdeath1","batdeath2","resume"\n'
        "1,220,230,1823,1,1,1,2,1,0,1,2,400,600,0\n1,230,220,1823,1,1,2,1,0,1,2,1,600,400,0\n"),
    ),
    "cow-mid-pairs": (
        "cow_mid_dirdisps.csv",
        '"dispnum","ccode1","ccode2","year","dispongoing","disponset","sidea1","sidea2","hostlev1","hostlev2","orig1","orig2"\n2,2,200,1902,1,1,1,0,3,1,1,1\n',
    ),
    "minimum-distances": ("cow_mindist.csv", '"ccode1","ccode2","year","mindist"\n2,41,1886,932.5\n2,70,1886,0\n'),
    "cow-trade": ("cow_trade_sy.csv", '"ccode","year","imports","exports"\n2,1870,450,418\n'),
    "cw-democracy": (
        "cw_democracy.csv",
        '"ccode","year","euds","aeuds","polity2","v2x_polyarchy"\n2,1816,0.288,-0.005,6,0.355\n',
    ),
    "cw-gdp": (
        "cw_gdppop.csv",
        '"ccode","year","mrgdppc","pwtrgdp","pwtpop"\n2,1816,2668.1,27951.1,9.16\n',
    ),
    "polity": (
        "p5v2018.csv",
        "p5,cyear,ccode,scode,country,year,flag,fragment,democ,autoc,polity,polity2\n1,3641950,364,USR,USSR,1950,0,,0,9,-9,-9\n1,3471999,347,YGS,Serbia and Montenegro,1999,0,2,0,6,-6,-6\n",
    ),
    "mie": (
        "mie-1.0.csv",
        "micnum,eventnum,ccode1,ccode2,stmon,stday,styear,endmon,endday,endyear,sidea1,action,hostlev,fatalmin1,fatalmax1,fatalmin2,fatalmax2\n2,1,2,200,5,-9,1902,5,-9,1902,1,7,3,0,0,0,0\n",
    ),
    "ucdp": (
        "UcdpPrioConflict_v25_1.csv",
        ('"conflict_id","location","side_a","gwno_a","gwno_a_2nd","gwno_b","gwno_b_2nd","incompatibility","territory_name","year","intensity_level","type_of_conflict","start_date"\n'
        '13243,"Russia, Ukraine","Government of Russia",365,,369,,1,"Crimea",2022,2,2,2022-02-24\n'
        '420,"Iraq","Australia",900,"2, 200",645,,2,,2003,2,2,2003-03-20\n218,"India","Government of India",750,,,,1,"Kashmir",1999,1,3,1990-01-01\n'),
    ),
    "pla-activity": ("JapanandBattleship.csv", "date,remark,pla_aircraft_sorties,plan_vessel_sorties\n2022-08-05,False,68,13\n2022-08-06,False,20,14\n"),
    "war-performance": (
        "BerkemeierFuhrmannRAP2018.csv",
        "cowwarid,atopid,warname,honorLLM,violateLLM,dnaLLM,defense,offense,neutral,nonagg,consul,sample\n139,1005,WWI,1,0,0,1,0,0,0,1,1\n",
    ),
    "dta-trade": ("trade.csv", '"exp","imp","time","export","id","agreement"\n"JPN","USA",2016,130000000000,0,""\n'),
    "wb-dta-depth": ("data_agree_cluster_w.csv", "Area,id_agree,rta_deep_std\nCompetition Policy,1,16.2\n"),
    "country-codes": (
        "codelist.csv",
        '"country.name.en","iso3c","cown","gwn","un","vdem","region"\n"Japan","JPN",740,740,392,9,"East Asia & Pacific"\n',
    ),
    "fas-warheads": ("nuclear-warhead-stockpiles.csv", "Entity,Code,Year,Number of nuclear warheads\nChina,CHN,2023,410\nWorld,OWID_WRL,2023,9576\n"),
}  # fmt: skip


CSV["vdem-14"] = ("V-Dem-CY-Core-v14.csv", CSV["vdem"][1])


def written(folder, name):
    """Write the small file of a source and return its path."""
    if name in CSV:
        file, text = CSV[name]
        path = folder / file
        path.write_text(text, encoding="utf-8")
        return path
    return MAKERS[name](folder)


def zipped(folder, path, *, inside="data/"):
    """Put a file into a zip beside it, in a folder, with what owners add."""
    target = folder / f"{path.stem}.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.write(path, f"{inside}{path.name}")
        archive.writestr(f"{inside}codebook.pdf", b"%PDF")
        archive.writestr(f"__MACOSX/{inside}._{path.name}", b"\0")
    return target


def workbook(path, sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    book.save(path)
    return path


SIPRI_SHEETS = {
    "Front page": [["SIPRI Military Expenditure Database"]],
    "Constant (2023) US$": [["Military expenditure by country"], [], ["Country", "Notes", 2023, 2024], ["Asia & Oceania"], ["Japan", None, 48189.1, 58000.5], ["Korea, North", "1", "...", "..."], ["USSR", None, "xxx", "xxx"]],
    "Current US$": [["In millions"], ["Country", "Notes", "2023", "2024"], ["Japan", None, 48189.1, 55270.0], ["Korea, North", "1", "...", "..."], ["USSR", None, "xxx", "xxx"]],
    "Share of GDP": [["Country", "Notes", 2023, 2024], ["Japan", None, 0.0114, 0.0137], ["Korea, North", "1", "...", "..."], ["USSR", None, "xxx", "xxx"]],
    "Per capita": [["Country", "Notes", 2023, 2024], ["Japan", None, 387.1, 446.0], ["Korea, North", None, "...", "..."], ["USSR", None, "xxx", "xxx"]],
    "Share of Govt. spending": [["Country", "Notes", 2023, 2024], ["Japan", None, 0.03, 0.035], ["Korea, North", None, ". .", ". ."], ["USSR", None, "xxx", "xxx"]],
}  # fmt: skip


def sipri(folder):
    return workbook(folder / "SIPRI-Milex-data-1949-2024_2.xlsx", SIPRI_SHEETS)


FIW_HEADER = [
    "Country/Territory",
    "Region",
    "C/T",
    "Edition",
    "Status",
    "PR rating",
    "CL rating",
    "A1",
    "PR",
    "CL",
    "Total",
]


def freedom_house(folder):
    rows = [
        ["Aggregate scores"],
        FIW_HEADER,
        ["Japan", "Asia", "c", 2025, "F", 1, 1, 4, 40, 56, 96],
        ["Tibet", "Asia", "t", 2025, "NF", 7, 7, 0, -2, 2, 0],
        ["Syria", "Middle East", "c", 2018, "NF", 7, 7, 0, -3, 2, -1],
    ]
    return workbook(folder / "All_data_FIW_2013-2024.xlsx", {"Index": [["Notes"]], "FIW13-25": rows})


def imf(folder):
    header = "WEO Country Code\tISO\tWEO Subject Code\tCountry\tSubject Descriptor\tSubject Notes\tUnits\tScale\tCountry/Series-specific Notes\t2023\t2024\t2025\tEstimates Start After"
    rows = [
        "158\tJPN\tNGDPD\tJapan\tGDP\t\tU.S. dollars\tBillions\t\t4,204.573\t4,019.382\t4,279.8\t2024",
        "158\tJPN\tPPPGDP\tJapan\tGDP\t\tPPP\tBillions\t\t6,362.781\t6,528.4\t6,757.5\t2024",
        "999\tPRK\tNGDPD\tNorth Korea\tGDP\t\tU.S. dollars\tBillions\t\tn/a\t--\t\t2022",
        "999\tPRK\tPPPGDP\tNorth Korea\tGDP\t\tPPP\tBillions\t\tn/a\t--\t\t2022",
    ]
    path = folder / "WEOOct2025all.xls"
    path.write_bytes(
        "\r\n".join(
            [
                header,
                *rows,
                "",
                "International Monetary Fund, World Economic Outlook Database, October 2025",
                "",
            ]
        ).encode("utf-16")
    )
    return path


def wdi_text(code):
    return (
        '\ufeff"Data Source","World Development Indicators",\r\n\r\n"Last Updated Date","2025-03-24",\r\n\r\n'
        '"Country Name","Country Code","Indicator Name","Indicator Code","2021","2022","2023",\r\n'
        f'"Japan","JPN","GDP","{code}","5035000000000","4256000000000.5","4204494802431",\r\n'
        f'"Bhutan","BTN","GDP","{code}","2539552898","2898227520","",\r\n'
        f'"Korea, Rep.","KOR","GDP","{code}","","1673916511799","1712792854202",\r\n'
    )


def wdi(folder):
    path = folder / "API_GDP.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for code in ("NY.GDP.MKTP.CD", "NY.GDP.MKTP.PP.CD"):
            archive.writestr(f"API_{code}_DS2_en_csv_v2_1.csv", wdi_text(code))
            archive.writestr(f"Metadata_Country_API_{code}_DS2_en_csv_v2_1.csv", '"Country Code"\n"JPN"\n')
    return path


BACI_FLOWS = (
    "t,i,j,k,v,q\n2023,392,842,870323,1000.5,NA\n2023,392,842,854231,200.25,1.2\n2023,842,392,100190,50,3\n"
)
BACI_CODES = "country_code,country_name,country_iso2,country_iso3\n392,Japan,JP,JPN\n842,USA,US,USA\n"


def baci(folder, flows=BACI_FLOWS, codes=BACI_CODES):
    path = folder / "BACI_HS22_V202501.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("BACI_HS22_Y2022_V202501.csv", "t,i,j,k,v,q\n2022,392,842,870323,9,NA\n")
        archive.writestr("BACI_HS22_Y2023_V202501.csv", flows)
        archive.writestr("country_codes_V202501.csv", codes)
        archive.writestr("product_codes_HS22_V202501.csv", "code,description\n1,x\n")
    return path


def wb_dta(folder):
    text = "id_agree,iso_o,iso_d,year,entry_force,rta_v2,drop_overlap\n281,JPN,CAN,2023,2018,1,0\n259,JPN,AUS,2023,2015,1,0\n"
    path = folder / "bilateral_rta_Toolkit_202401.csv"
    path.write_text(text, encoding="utf-8")
    return path


def adb_mrio(folder):
    """Two economies and the rest of the world, a goods sector and a service sector, one column of final use each."""
    head = [
        ["Title"],
        [None, None, None, None, "PRC", "PRC", "JPN", "JPN", "RoW", "RoW", "PRC", "JPN", "RoW", "ToT"],
    ]
    uses = [[None, None, None, None, "c1", "c17", "c1", "c17", "c1", "c17", "F1", "F1", "F1", "TOTAL"]]
    rows = [
        [None, "Agriculture", "PRC", "c1", 10, 1, 2, " ", 3, None, 20, 4, 5, 45],
        [None, "Electricity", "PRC", "c17", 1, 1, 0, 0, 0, 0, 7, 0, 0, 9],
        [None, "Agriculture", "JPN", "c1", 1, 0, 5, 1, 1, 0, 2, 9, 1, 20],
        [None, "Agriculture", "RoW", "c1", 2, 0, 1, 0, 50, 0, 3, 2, 60, 118],
        [None, "Total", "ToT", "r60", 14, 2, 8, 1, 54, 0, 32, 15, 66, None],
    ]
    return workbook(folder / "ADB-MRIO-2022.xlsx", {"ADB MRIO 2022": head + uses + rows})


def natural_earth(folder):
    features = [
        {"type": "Feature", "properties": {"ADM0_A3": "FRA", "ISO_A3_EH": "-99", "NAME": "France"}, "geometry": {"type": "Polygon", "coordinates": [[[2.0, 48.0], [3.0, 48.0], [3.0, 49.0], [2.0, 48.0]]]}},
        {"type": "Feature", "properties": {"ADM0_A3": "JPN", "ISO_A3_EH": "JPN", "NAME": "Japan"}, "geometry": {"type": "Point", "coordinates": [139.0, 35.0]}},
    ]  # fmt: skip
    path = folder / "ne_50m_admin_0_countries.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def clusters(folder):
    rows = [["id_agree", "agreement", "entry_force", "kmean_robust", "kmean"], [1, "EU Treaty", 1958, 1, 1]]
    return workbook(folder / "Cluster_list_2024.xlsx", {"Sheet1": rows})


MAKERS = {
    "sipri-milex": sipri,
    "freedom-house": freedom_house,
    "imf-weo": imf,
    "wdi": wdi,
    "baci": baci,
    "wb-dta": wb_dta,
    "adb-mrio": adb_mrio,
    "natural-earth": natural_earth,
    "wb-dta-clusters": clusters,
}


def stata(text_columns):
    """Return the bytes of a Stata file."""
    import pandas as pd

    stream = io.BytesIO()
    pd.DataFrame(text_columns).to_stata(stream, write_index=False, version=118)
    return stream.getvalue()


def sheets_of(path):
    """Return the sheets of a workbook as rows."""
    book = openpyxl.load_workbook(path)
    return {s.title: [list(r) for r in s.iter_rows(values_only=True)] for s in book.worksheets}
