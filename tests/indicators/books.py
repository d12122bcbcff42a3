"""Workbooks and files as publishers make them, built here where no original may or can be kept."""

from __future__ import annotations

import re
import zipfile
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

FOOTNOTE = (
    "*) Aus Gründen der statistischen Geheimhaltung werden Zahlenwerte von 1 oder 2 anonymisiert."
)


def new_book(*sheets: str) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = sheets[0]
    for name in sheets[1:]:
        book.create_sheet(name)
    return book


def put(sheet: Worksheet, row: int, *values: Any, column: int = 1) -> None:
    for offset, value in enumerate(values):
        if value is not None:
            sheet.cell(row=row, column=column + offset, value=value)


def save(book: openpyxl.Workbook, path: Path) -> Path:
    book.save(path)
    return path


def eckwerte(path: Path, *, month: str = "Juni 2026", first_row: int = 6) -> Path:
    """*Eckwerte für Jobcenter* as public descriptions have it: label in A, all in B, SGB II in G."""
    book = new_book(
        "Deckblatt", "Impressum", "Inhaltsverzeichnis", "1.1 Eckwerte", "3.1 Bedarfsgemeinschaften"
    )
    put(book["Impressum"], 1, None, "Eckwerte für Jobcenter (Monatszahlen)")
    put(book["Impressum"], 3, "Region:", "Jobcenter Musterkreis")
    put(book["Impressum"], 16, "Erstellungsdatum:", "29. Juni 2026")
    put(book["Impressum"], 20, "Herausgeberin:", "Bundesagentur für Arbeit")
    put(book["Inhaltsverzeichnis"], 1, "Eckwerte für Jobcenter")
    sheet = book["1.1 Eckwerte"]
    put(sheet, 1, "1.1 Eckwerte des Arbeitsmarktes und der Grundsicherung")
    put(sheet, 2, "Jobcenter Musterkreis")
    put(sheet, 3, month)
    r = first_row
    put(
        sheet,
        r,
        "Merkmal",
        "Insgesamt (SGB II und SGB III)",
        None,
        None,
        None,
        None,
        "Rechtskreis SGB II",
    )
    sheet.merge_cells(start_row=r, end_row=r, start_column=2, end_column=6)
    sheet.merge_cells(start_row=r, end_row=r, start_column=7, end_column=11)
    change = ("aktuell", "Vormonat", "in %", "Vorjahr", "in %")
    put(sheet, r + 1, None, *change, *change)
    put(sheet, r + 2, None, *range(1, 11))
    rows: list[tuple[Any, ...]] = [
        ("Arbeitsuchende",),
        ("Bestand 1)", 6100, 40, 0.7, -12, -0.2, 3100, 10, 0.3, 5, 0.2),
        ("Arbeitslose",),
        ("Bestand", 3743, 21, 0.6, 120, 3.3, 1500, 8, 0.5, 77, 5.4),
        ("Langzeitarbeitslose 2) 4)", 1200, 3, 0.3, 4, 0.3, 709, 1, 0.1, 2, 0.3),
        ("Arbeitslosenquote", 2.9, "x", "x", "x", "x", 1.2, "x", "x", "x", "x"),
        ("schwerbehinderte Menschen", 240, 1, 0.4, 2, 0.8, "*", "*", "x", "*", "x"),
        ("Grundsicherung für Arbeitsuchende",),
        (
            "Bedarfsgemeinschaften (BG) 3)",
            "x",
            "x",
            "x",
            "x",
            "x",
            2707.556182,
            -1.5,
            -0.1,
            -90,
            -3.2,
        ),
        (
            "Personen in Bedarfsgemeinschaften (PERS)",
            "x",
            "x",
            "x",
            "x",
            "x",
            5295.629265,
            1,
            0,
            2,
            0,
        ),
        (
            "dav. erwerbsfähige Leistungsberechtigte (ELB)",
            "x",
            "x",
            "x",
            "x",
            "x",
            3612.418872,
            1,
            0,
            2,
            0,
        ),
        (
            "     nicht erwerbsfähige Leistungsberechtigte (NEF)",
            "x",
            "x",
            "x",
            "x",
            "x",
            1377.21,
            1,
            0,
            2,
            0,
        ),
        ("gemeldete Arbeitsstellen",),
        ("Bestand", 1810, 3, 0.2, -40, -2.2, "x", "x", "x", "x", "x"),
    ]
    for i, row in enumerate(rows):
        put(sheet, r + 3 + i, *row)
    r += 4 + len(rows)
    put(sheet, r, "Beschäftigung", "Dez 2025", "Veränderung gegenüber Vorjahresquartal")
    put(sheet, r + 1, "sozialversicherungspflichtig am Arbeitsort", 81234, 310)
    put(sheet, r + 2, "sozialversicherungspflichtig am Wohnort", 60211, 150)
    put(sheet, r + 4, "© Statistik der Bundesagentur für Arbeit")
    put(sheet, r + 5, "1) vorläufige Werte")
    return save(book, path)


def report(path: Path, *, labels_in: int = 2, extra_rows: int = 0) -> Path:
    """*Arbeitsmarktreport*, sheet Eckwerte: current month in D; labels in A or B, by vintage."""
    book = new_book("Deckblatt", "Impressum", "Eckwerte")
    put(book["Impressum"], 1, None, "Arbeitsmarktreport (Monatszahlen)")
    put(book["Impressum"], 4, "Herausgeberin:", "Bundesagentur für Arbeit")
    sheet = book["Eckwerte"]
    put(sheet, 1, "Eckwerte des Arbeitsmarktes")
    put(sheet, 2, "06440 Wetteraukreis (Gebietsstand Juni 2026)")
    r = 5 + extra_rows
    put(
        sheet,
        r,
        "Merkmale",
        None,
        None,
        datetime(2026, 6, 1),
        datetime(2026, 5, 1),
        "Veränderung gegenüber",
        None,
    )
    put(sheet, r + 1, None, None, None, None, None, "Vormonat", "Vorjahresmonat")
    put(sheet, r + 2, None, None, None, 1, 2, 3, 4)
    label = labels_in
    put(sheet, r + 3, "Bestand an Arbeitslosen")
    values = [
        ("Insgesamt", 8019, 7990, 29, 387),
        ("Männer", 4487, 4470, 17, 206),
        ("Frauen", 3532, 3520, 12, 181),
    ]
    for i, (text, *numbers) in enumerate(values):
        put(sheet, r + 4 + i, text, column=label)
        put(sheet, r + 4 + i, *numbers, column=4)
    put(sheet, r + 8, "Arbeitslosenquoten bezogen auf alle zivilen Erwerbspersonen")
    put(sheet, r + 9, "Insgesamt", column=label)
    put(sheet, r + 9, 4.6, 4.6, "x", "x", column=4)
    put(sheet, r + 10, "Gemeldete Arbeitsstellen")
    put(sheet, r + 11, "Bestand", column=label)
    put(sheet, r + 11, 2950, 2990, -40, -310, column=4)
    put(sheet, r + 13, "© Statistik der Bundesagentur für Arbeit")
    return save(book, path)


def households_by_county(path: Path) -> Path:
    """Bedarfsgemeinschaften by type: counties in rows, types in columns under a merged head."""
    book = new_book("Impressum", "BG nach Typ")
    put(book["Impressum"], 4, "Herausgeberin:", "Bundesagentur für Arbeit")
    sheet = book["BG nach Typ"]
    put(sheet, 1, "Bedarfsgemeinschaften (BG) nach BG-Typ")
    put(sheet, 2, "Deutschland, Länder und Kreise")
    put(sheet, 3, "Berichtsmonat: Dezember 2025")
    put(
        sheet,
        5,
        "Schlüssel",
        "Region",
        "Bedarfsgemeinschaften insgesamt",
        "davon nach Typ der Bedarfsgemeinschaft",
    )
    sheet.merge_cells("D5:H5")
    kinds = (
        "Single-BG",
        "Alleinerziehende-BG",
        "Partner-BG ohne Kinder",
        "Partner-BG mit Kindern",
        "nicht zuordenbare BG",
    )
    put(sheet, 6, *kinds, column=4)
    put(sheet, 7, *range(1, 9))
    put(sheet, 8, "06", "Hessen", 197000, 106000, 35400, 21000, 31000, 3600)
    put(sheet, 9, "06440", "Wetteraukreis", 7204, 3710, 1377, 772, 1233, 112)
    put(sheet, 10, "06535", "Vogelsbergkreis", 2301, 1222, 441, "*", "*", 37)
    put(sheet, 12, "© Statistik der Bundesagentur für Arbeit")
    return save(book, path)


def households_of_one_region(path: Path) -> Path:
    """Bedarfsgemeinschaften by type of one county: types in rows, months in columns."""
    book = new_book("Impressum", "Tabelle 1")
    put(book["Impressum"], 4, "Herausgeberin:", "Bundesagentur für Arbeit")
    sheet = book["Tabelle 1"]
    put(sheet, 1, "Bestand an Bedarfsgemeinschaften (BG) nach Typ")
    put(sheet, 2, "Region: 06440 Wetteraukreis")
    put(sheet, 4, "Typ der Bedarfsgemeinschaft", "Dez 2025", "Nov 2025")
    for i, row in enumerate(
        [
            ("Bedarfsgemeinschaften insgesamt", 7204, 7190),
            ("dav. Single-BG", 3710, 3705),
            ("Alleinerziehende-BG 1)", 1377, 1380),
            ("Partner-BG ohne Kinder", 772, 770),
            ("Partner-BG mit Kindern", 1233, 1225),
        ]
    ):
        put(sheet, 5 + i, *row)
    put(sheet, 11, "1) mit mindestens einem minderjährigen Kind")
    return save(book, path)


def housing_costs(path: Path) -> Path:
    """*Wohn- und Kostensituation*: single parents only with one and with two children, no total."""
    book = new_book("Impressum", "Tabelle 2a BG")
    put(book["Impressum"], 4, "Herausgeberin:", "Bundesagentur für Arbeit")
    sheet = book["Tabelle 2a BG"]
    put(sheet, 1, "Wohn- und Kostensituation nach Typ der Bedarfsgemeinschaft (BG)")
    put(sheet, 2, "06440 Wetteraukreis")
    put(sheet, 3, "April 2026")
    put(
        sheet,
        5,
        "Merkmal",
        "Insgesamt",
        "Single-BG",
        "Alleinerziehende-BG",
        None,
        "Partner-BG ohne Kinder",
        "Partner-BG mit Kindern",
    )
    sheet.merge_cells("D5:E5")
    sheet.merge_cells("G5:H5")
    put(sheet, 6, "mit 1 Kind", "mit 2 Kindern", None, "mit 1 Kind", "mit 2 Kindern", column=4)
    put(sheet, 7, "Bestand Bedarfsgemeinschaften (BG)", 7204, 3710, 640, 390, 772, 410, 395)
    put(
        sheet, 8, "durchschnittliche Wohnfläche pro BG 4)", 57.8, 42.3, 62.2, 72.7, 65.8, 73.4, 79.5
    )
    return save(book, path)


def population_by_age(path: Path, *, units: str = ";;;;Anzahl;Anzahl;Anzahl\n") -> Path:
    """Table 12411-02-03-4 as programs of others read it: the age group stands before the figures."""
    rows = [
        ("DG;Deutschland", "unter 3 Jahre", "2123456;1089000;1034456"),
        ("DG;Deutschland", "3 bis unter 6 Jahre", "2345678;1200000;1145678"),
        ("DG;Deutschland", "6 bis unter 10 Jahre", "3123456;1600000;1523456"),
        ("DG;Deutschland", "Insgesamt", "83577140;41208000;42369140"),
        ("06440;      Wetteraukreis", "unter 3 Jahre", "7865;4011;3854"),
        ("06440;      Wetteraukreis", "3 bis unter 6 Jahre", "9012;4600;4412"),
        ("06440;      Wetteraukreis", "6 bis unter 10 Jahre", "12045;6100;5945"),
        ("06440;      Wetteraukreis", "Insgesamt", "312345;.;-"),
    ]
    text = (
        "GENESIS-Tabelle: 12411-02-03-4\nBevölkerung nach Geschlecht und Altersgruppen (17);;;;;;\n"
        "- Stichtag 31.12. - regionale Tiefe: Kreise und krfr. Städte;;;;;;\n"
        f"Fortschreibung des Bevölkerungsstandes;;;;;;\n;;;;insgesamt;männlich;weiblich\n{units}"
        + "".join(f"31.12.2024;{place};{age};{values}\n" for place, age, values in rows)
        + "__________\n© Statistische Ämter\nStand: 03.10.2026 / 10:00:00\n"
    )
    path.write_bytes(text.encode("cp1252"))
    return path


def income(path: Path) -> Path:
    """Table 82411-01-03-4 as programs of others read it: thousands in all, then per inhabitant."""
    head = "Verfügbares Einkommen der privaten Haushalte"
    text = (
        f"GENESIS-Tabelle: 82411-01-03-4\n{head} einschl. der priv.;;;;\nOrganisationen;;;;\n"
        f"VGR der Länder;;;;\n;;;{head};{head} je Einwohner\n;;;Tsd. EUR;EUR\n"
        "2023;DG;Deutschland;2383901234;28270\n2023;06440;      Wetteraukreis;8912345;28612\n"
        "__________\nStand: 03.10.2026 / 10:00:00\n"
    )
    path.write_bytes(text.encode("cp1252"))
    return path


def zipped(path: Path, **files: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return path


def bomb(path: Path, *, megabytes: int, forge: bool = False) -> Path:
    """A workbook whose sheet unpacks to ``megabytes``; ``forge`` declares a small size instead."""
    template = BytesIO()
    new_book("Daten").save(template)
    with (
        zipfile.ZipFile(template) as source,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out,
    ):
        for entry in source.infolist():
            if entry.filename == "xl/worksheets/sheet1.xml":
                with out.open("xl/worksheets/sheet1.xml", "w", force_zip64=False) as stream:
                    for _ in range(megabytes):
                        stream.write(b" " * 1_000_000)
            else:
                out.writestr(entry, source.read(entry))
    if forge:
        data = path.read_bytes()
        size = (megabytes * 1_000_000).to_bytes(4, "little")
        path.write_bytes(data.replace(size, (1000).to_bytes(4, "little")))
    return path


def with_part(source: Path, path: Path, part: str, old: re.Pattern[bytes], new: bytes) -> int:
    """A copy of a workbook with one part changed; how often the pattern was there."""
    count = 0
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in before.infolist():
            data = before.read(entry)
            if entry.filename == part:
                data, count = old.subn(new, data)
            out.writestr(entry, data)
    return count


def raw_sheet(path: Path, rows: str) -> Path:
    """A workbook whose only sheet has exactly this XML between its ``sheetData`` tags."""
    template = path.with_suffix(".template")
    new_book("Daten").save(template)
    with_part(
        template, path, "xl/worksheets/sheet1.xml", re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>"),
        f"<sheetData>{rows}</sheetData>".encode(),
    )  # fmt: skip
    return path
