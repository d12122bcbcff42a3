"""Labels that leave the questionnaire stand alone: no declined article, no half sentence."""

from __future__ import annotations

import pytest

from pipeline.compose.labels import is_statement, standing_alone


@pytest.mark.parametrize(
    ("label", "question", "alone"),
    [
        ("Ihrem Überblick über Hilfen", "", "Überblick über Hilfen"),
        ("einen Platz in Kita oder Ganztag", "", "Platz in Kita oder Ganztag"),
        ("eine bezahlbare Wohnung", "", "Bezahlbare Wohnung"),
        ("Ihrer finanziellen Lage", "", "Finanzielle Lage"),
        ("jemanden, der Sie stundenweise entlastet", "", "Jemand, der einen stundenweise entlastet"),
        ("Betreuung, wenn Ihr Kind krank ist", "", "Betreuung, wenn ein Kind krank ist"),
        ("vor 7 Uhr", "Fehlende Zeiten", "Fehlende Zeiten: vor 7 Uhr"),
        ("Ich wüsste nicht, wo.", "Informationswege", "Informationswege: „Ich wüsste nicht, wo“"),
        ("Ich war erschöpft.", "Belastung", "Ich war erschöpft"),
        ("In einer Bewerbung hat man gefragt, wer mein Kind betreut.", "Erfahrungen",
         "In einer Bewerbung hat man gefragt, wer mein Kind betreut"),
        ("der Betreuung Ihrer Kinder am Tag", "", "Betreuung der Kinder am Tag"),
    ],
)  # fmt: skip
def test_a_row_of_an_array_becomes_a_label(label: str, question: str, alone: str) -> None:
    assert standing_alone(label, question) == alone


def test_a_statement_is_a_sentence_with_a_full_stop() -> None:
    assert is_statement("Ich war erschöpft.")
    assert not is_statement("Zeit für Erholung")
