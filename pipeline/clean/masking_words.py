"""Words by which masking tells names and addresses from ordinary sentences."""

from __future__ import annotations

import re

# Words that may follow "Frau", "Herr" or "meine Tochter" without being names.
SMALL_WORDS = frozenset(
    re.findall(
        r"\w+",
        """aber alle allein alleine als am an auch auf aus bei bekam bekommt bin braucht das dass dem den der
        des die doch drei du ein eine einem einen einer er es für gab ganz geht geworden gibt haben
        hat hatte hilft ich ihr im immer in ist ja jetzt kann kein keine kommt können leider man
        mehr mein meine mich mir mit muss möchte müssen nach nicht nie noch nur ob oder ohne sagt
        sagte schon sehr sein seine seit selbst sich sie sind so soll sollte steht trotzdem um und
        uns unter verdient vier vom von vor war was weil wenn werden wie will wir wird wo wurde
        würde zahlt zu zum zur zwei zwischen über
        arbeitet braucht fehlt fühle gehört kümmert lebt macht passt unterstützt versorgt wohnt""",
    )
)
NOUNS = frozenset(
    re.findall(
        r"\w+",
        """ADHS Alleinerziehend Alleinerziehende Alleinerziehender Amt Angst Ansicht Arbeit Arbeitgeber
        Arbeitslos Arzt Asthma Auffassung Ausbildung Autismus Beratung Beruf Betreuung Chef Chefin
        Diabetes Eingliederung Einzige Eltern Elternteil Ende Erste Erzieher Erzieherin Familie
        Ferien Fieber Firma Frau Freizeit Freund Freunde Freundin Förderung Geburt Geld Gesundheit
        Grundschule Hauptverdiener Haushalt Hilfe Hilfen Hort Jahre Job Jobcenter Jugendamt Kind
        Kinder Kindergarten Kita Kitas Krankheit Lehrer Lehrerin Letzte Mama Mangel Mann Meinung
        Minijob Mitte Mutter Oma Opa Papa Person Personal Pflege Pflegekraft Platz Probleme Rest
        Ruhe Schule Schulen Schulweg Sorgerecht Stelle Stellen Student Studentin Teilzeit Termin
        Termine Therapie Trennung Typ Umgang Unterhalt Unterstützung Urlaub Vater Verkäuferin
        Verständnis Vollzeit Weiterbildung Wohnung Zeit Zukunft Überzeugung""",
    )
)
NO_STREETS = frozenset(
    re.findall(
        r"\w+",
        """Abend Alter Anfang April August Dezember Dienstag Donnerstag Durchschnitt Ende Familie Februar
        Freitag Gegend Gemeinde Gruppe Jahr Januar Juli Juni Kita Klasse Liste Mai Mittwoch Moment
        Monat Montag Morgen März Nachmittag Notfall November Nähe Oktober Region Samstag Schnitt
        Schule September Sonntag Stadt Tag Umgebung Umkreis Vormittag Woche""",
    )
)
KINDS_OF_STREETS = frozenset(
    re.findall(
        r"\w+",
        """Anliegerstraße Arbeitsplatz Arbeitsweg Ausfallstraße Autostraße Bundesstraße Campingplatz
        Durchgangsstraße Einbahnstraße Einkaufsstraße Fahrradstraße Fußweg Geschäftsstraße Heimweg Kreisstraße
        Landstraße Milchstraße Nebenstraße Querstraße Radweg Sackgasse Schnellstraße Schulweg Seitenstraße
        Spielplatz Spielstraße Stellplatz Umgehungsstraße Verkehrsstraße Wohnstraße Zufahrtsstraße""",
    )
)
