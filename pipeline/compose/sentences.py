"""Sentences about figures that a statistician would sign, in correct German or English.

Every function takes figures and returns text; nothing here reads a table. A figure that may not be shown
gives an empty string, and its sentence drops out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from pipeline.compose.language import is_english, lang, say
from pipeline.compose.rules import differences, shares

VISIBLE = 10  # percentage points that readers take for a difference; that it is none needs a reason


@dataclass(frozen=True)
class Figure:
    """A share with what is known about its certainty.

    Attributes:
        value: the share, 0–1; ``None`` when it is withheld or unknown.
        low: lower end of its interval, or ``None``.
        high: upper end, or ``None``.
        n: respondents with a valid answer.
        status: ``value``, ``rounded`` (10–29 people) or ``withheld``.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    status: str = "value"

    @property
    def known(self) -> bool:
        """Whether the figure may be said."""
        return self.value is not None and self.status != "withheld" and math.isfinite(self.value)

    @property
    def share(self) -> float:
        """The value of a figure that is known."""
        if self.value is None:
            raise ValueError("a withheld figure was about to be written")
        return self.value

    @property
    def firm(self) -> bool:
        """Known, with an interval, from at least as many people as the wall asks for."""
        return self.known and self.status == "value"

    @property
    def wide(self) -> bool:
        """Whether the interval is so wide that a fraction in words would promise too much."""
        if not self.firm or self.low is None or self.high is None:
            return False
        return self.high - self.low >= shares.WIDE


@dataclass(frozen=True)
class People:
    """How the people are called whom a figure is about.

    ``singular`` is feminine nominative ("befragte Alleinerziehende"); ``plural`` is nominative without
    article; ``dative`` and ``genitive`` are plural with the weak ending ("befragten …"). ``english``
    is plural without article and means the same people.
    """

    singular: str
    plural: str
    oblique: str
    english: str

    @property
    def genitive(self) -> str:
        """With article: ``der befragten Alleinerziehenden``."""
        return f"der {self.oblique}"


SINGLE_PARENTS = People(
    "befragte Alleinerziehende",
    "befragte Alleinerziehende",
    "befragten Alleinerziehenden",
    "single parents surveyed",
)
RESPONDENTS = People("befragte Person", "Befragte", "Befragten", "respondents")
ESTABLISHMENTS = People("", "befragte Betriebe", "befragten Betriebe", "businesses surveyed")
MOTHERS = People("befragte Mutter", "befragte Mütter", "befragten Mütter", "mothers surveyed")
FATHERS = People("", "befragte Väter", "befragten Väter", "fathers surveyed")


def figure(f: Figure) -> str:
    """The bare figure: ``54 %``; in square brackets when only 10–29 people stand behind it."""
    if not f.known:
        return ""
    text = lang.percent(f.share)
    return f"[{text}]" if f.status == "rounded" else text


def behind(name: str, f: Figure) -> str:
    """A name with its figure behind it, ``„…“ (54 %)``; no brackets within brackets: ``„…“ [55 %]``."""
    text = figure(f)
    return f"{lang.quoted(name)} {text if f.status == 'rounded' else f'({text})'}"


def level(figures: list[tuple[str, Figure]]) -> list[str]:
    """Names of the first figure and of those that rough rounding leaves as large; largest first."""
    top = figures[0][1]
    rough = [name for name, f in figures[1:] if f.status == "rounded" and f.value == top.value]
    return [figures[0][0], *(rough if top.status == "rounded" else [])]


def listed(labels: list[str]) -> str:
    """Up to three names in quotes; of more the first two, and how many others there are."""
    if len(labels) <= 3:
        return lang.joined([lang.quoted(label) for label in labels])
    more = lang.numeral(len(labels) - 2)
    others = say(f"{more} weitere", f"{more} others")
    return lang.joined([*(lang.quoted(label) for label in labels[:2]), others])


def interval(f: Figure) -> str:
    """``48 bis 60 %``; empty where there is none."""
    if not f.firm or f.low is None or f.high is None:
        return ""
    return lang.percent_range(f.low, f.high)


def evidence(f: Figure) -> str:
    """What stands in brackets behind a statement: ``54 %, Intervall 48 bis 60 %``."""
    text, span = figure(f), interval(f)
    return f"{text}, {say('Intervall', 'interval')} {span}" if span else text


@dataclass(frozen=True)
class Subject:
    """The subject of a sentence, and whether its verb stands in the plural."""

    text: str
    plural: bool

    def verb(self, singular: str, plural: str) -> str:
        """The form of a verb that agrees."""
        return plural if self.plural else singular


def share_of(f: Figure, people: People = SINGLE_PARENTS) -> Subject:
    """A share in words, as the subject of a sentence, without the figure.

    ``0.54`` gives ``gut jede zweite befragte Alleinerziehende``, ``just over half of the single parents …``.
    """
    if is_english():
        return _english_share_of(f, people)
    percent = lang.percent_number(f.share)
    if f.status == "rounded" and percent in (0, 100):  # in steps of five: not nobody, not all
        return Subject(f"fast {'alle' if percent else 'keine'} {people.oblique}", True)
    if f.status == "rounded" or f.wide:
        return Subject(f"rund {lang.percent(f.share)} {people.genitive}", True)
    if percent == 0:
        if people.singular:
            return Subject(f"so gut wie keine {people.singular}", False)
        return Subject(f"so gut wie keine {people.oblique}", True)
    if percent == 100:
        return Subject(f"so gut wie alle {people.oblique}", True)
    form, words = next((k, w) for start, k, w in reversed(shares.SHARES) if percent >= start)
    if form == shares.EACH and not people.singular:
        form, words = shares.PART, part_words(percent)
    match form:
        case shares.EACH:
            return Subject(f"{words} {people.singular}", False)
        case shares.OF:
            return Subject(f"{words} {people.oblique}", True)
        case shares.PART if words == "fast alle":
            return Subject(f"fast alle {people.oblique}", True)
        case shares.PART:
            return Subject(f"{words} {people.genitive}", is_plural_part(words))
        case _:
            return Subject(f"{words} {people.plural}", True)


def _english_share_of(f: Figure, people: People) -> Subject:
    from pipeline.compose.rules import shares_english

    rough = f.status == "rounded" or f.wide
    share = lang.percent(f.share)
    words = f"around {share}" if rough else shares_english.words(lang.percent_number(f.share))
    return Subject(f"{words} of the {people.english}", True)


def part_words(percent: int) -> str:
    """The neutral form for a whole per cent between 1 and 99: ``gut die Hälfte``, ``just over half``."""
    if is_english():
        from pipeline.compose.rules import shares_english

        return shares_english.words(percent)
    return next(w for start, w in reversed(shares.PARTS) if percent >= start)


def is_plural_part(words: str) -> bool:
    """Whether a German part stands in the plural: ``drei Viertel``."""
    return any(w in words for w in ("zwei", "drei", "vier", "neun", "alle"))


def part_of(f: Figure, people: People = RESPONDENTS) -> Subject:
    """A share as a part of a group: ``gut die Hälfte der Befragten``."""
    percent = lang.percent_number(f.share)
    if f.status == "rounded" or f.wide or percent in (0, 100) or is_english():
        return share_of(f, people)
    words = part_words(percent)
    of = people.oblique if words == "fast alle" else people.genitive
    return Subject(f"{words} {of}", is_plural_part(words))


def with_figure(subject: Subject, f: Figure) -> str:
    """``gut jede zweite befragte Alleinerziehende (54 %)``; no figure twice, a wide interval said."""
    if f.status == "rounded":
        return subject.text
    return (
        f"{subject.text} ({say('Intervall', 'interval')} {interval(f)})"
        if f.wide
        else f"{subject.text} ({figure(f)})"
    )


def with_evidence(subject: Subject, f: Figure) -> str:
    """As :func:`with_figure`, with the interval wherever there is one."""
    firm = f.status != "rounded" and not f.wide
    return f"{subject.text} ({evidence(f)})" if firm else with_figure(subject, f)


def size_words(a: float, b: float) -> str:
    """How much two shares differ, after Cohen's h: ``etwas``, ``merklich``, ``deutlich`` …."""
    h = abs(2 * math.asin(math.sqrt(a)) - 2 * math.asin(math.sqrt(b)))
    return str(next(word for start, word in differences.SIZES if h >= start - 1e-12))


def compared(first: Figure, second: Figure, names: tuple[str, str], *, differ: bool) -> str:
    """One sentence on two groups; names are dative plural (``Müttern``, ``Vätern``), in English plural.

    * both firm and ``differ`` (their test says so): who is affected more, with both figures;
    * both firm and not: *kein belastbarer Unterschied*, with both figures;
    * one only roughly known (in brackets): both figures, not compared;
    * one withheld: that this group is too small for figures.
    """
    a, b = names
    if first.firm and second.firm:
        return _compared_firm(first, second, names, differ=differ)
    if first.known and second.known:
        return say(
            f"Bei {a} {_is(first)} es {figure(first)}, bei {b} {figure(second)}; Werte in eckigen Klammern "
            "sind grob gerundet und werden nicht verglichen.",
            f"Among {a} it is {figure(first)}, among {b} {figure(second)}; values in square brackets are "
            "roughly rounded and are not compared.",
        )
    if first.known or second.known:
        seen, name, hidden = (first, a, b) if first.known else (second, b, a)
        return say(
            f"Bei {name} {_is(seen)} es {figure(seen)}; {too_few(hidden)}",
            f"Among {name} it is {figure(seen)}; {too_few(hidden)}",
        )
    return ""


def _is(f: Figure) -> str:
    """``ist`` before 1 %, else ``sind``."""
    return "ist" if lang.percent_number(f.share) == 1 else "sind"


def _compared_firm(a: Figure, b: Figure, names: tuple[str, str], *, differ: bool) -> str:
    if not differ and abs(lang.percent_number(a.share) - lang.percent_number(b.share)) >= VISIBLE:
        base = f"n{lang.THIN}={lang.THIN}{lang.number(a.n)}"
        return say(
            f"Bei {names[0]} {_is(a)} es {figure(a)}, bei {names[1]} {figure(b)}. Belastbar ist dieser "
            f"Unterschied nicht ({base} und {lang.number(b.n)}).",
            f"Among {names[0]} it is {figure(a)}, among {names[1]} {figure(b)}. This difference is not "
            f"reliable ({base} and {lang.number(b.n)}).",
        )
    if not differ:
        return say(
            f"Zwischen {names[0]} und {names[1]} zeigt sich kein belastbarer Unterschied "
            f"({figure(a)} und {figure(b)}).",
            f"There is no reliable difference between {names[0]} and {names[1]} "
            f"({figure(a)} and {figure(b)}).",
        )
    high, low = (0, 1) if a.share >= b.share else (1, 0)
    values = (figure(a), figure(b))
    words = size_words(a.share, b.share)
    return say(
        f"Bei {names[high]} ist der Anteil {words} höher als bei {names[low]} "
        f"({values[high]} gegenüber {values[low]}).",
        f"The share is {words} higher among {names[high]} than among {names[low]} "
        f"({values[high]} against {values[low]}).",
    )


def too_few(dative: str) -> str:
    """Said of a group that is too small for figures; it is addressed all the same."""
    return say(
        f"von {dative} liegen zu wenige Antworten für eine Zahl vor.",
        f"there are too few answers from {dative} for a figure.",
    )


def of_counted(count: int, total: int, noun: str) -> str:
    """Institutions are counted, not estimated: ``18 von 26 Einrichtungen``, ``18 of 26 institutions``."""
    return f"{lang.number(count)} {say('von', 'of')} {lang.number(total)} {noun}"


def rank_words(rank_low: int, rank_high: int) -> str:
    """A rank with what the data allow: ``Rang 1`` or ``Rang 1 bis 3``."""
    rank = say("Rang", "rank") if rank_low == rank_high else say("Rang", "ranks")
    one = f"{rank}{lang.FIXED}{rank_low}"
    return one if rank_low == rank_high else lang.between(one, str(rank_high))


def apart(f: Figure, other: Figure) -> bool:
    """Whether two intervals do not touch: what an order of several shares asks for."""
    if not (f.firm and other.firm):
        return False
    if f.low is None or f.high is None or other.low is None or other.high is None:
        return False
    return f.low > other.high or f.high < other.low


def order_words(figures: list[tuple[str, Figure]]) -> str:
    """What may be said of the order of several shares, largest first: a leader, two, or an open order.

    *An erster Stelle* needs figures that are all firm; next to a rough one the text says *höchster Wert*.
    """
    ahead = leading(figures)
    known = dict(figures)
    top = f"{lang.quoted(ahead[0])}"
    value = figure(known[ahead[0]])
    if len(figures) == 1:
        return f"{top}: {value}"
    if not all(f.firm for f in known.values()):
        return say(
            f"{top} hat mit {value} den höchsten Wert", f"{top} has the highest value ({value})"
        )
    if len(ahead) == 1:
        return say(f"{top} steht mit {value} an erster Stelle", f"{top} comes first with {value}")
    if len(ahead) == 2:
        second = f"{lang.quoted(ahead[1])} ({figure(known[ahead[1]])})"
        return say(
            f"{top} ({value}) und {second} liegen vorn", f"{top} ({value}) and {second} are ahead"
        )
    near = lang.numeral(len(ahead))
    return say(
        f"{top} hat mit {value} den höchsten Wert; {near} Werte sind nicht sicher zu trennen",
        f"{top} has the highest value ({value}); {near} values cannot be told apart",
    )


def order_beside(figures: list[tuple[str, Figure]]) -> str:
    """The order alone, largest first: stands beside a sentence that has said the largest share already.

    One share: how sure it is. Rough shares beside it: that the order is open.
    """
    ahead = leading(figures)
    known = dict(figures)
    if len(figures) == 1:
        span = interval(known[ahead[0]])
        if not span:
            return say("Der Wert ist grob gerundet", "The value is roughly rounded")
        return say(
            f"Das Intervall um den Wert reicht von {span}", f"The interval around it is {span}"
        )
    top = lang.quoted(ahead[0])
    if not known[ahead[0]].firm:
        some = any(f.firm for f in known.values())
        return say(
            f"{'Werte in eckigen Klammern' if some else 'Alle Werte'} sind grob gerundet; "
            "die Reihenfolge ist offen",
            f"{'Values in square brackets' if some else 'All values'} are roughly rounded; "
            "their order is open",
        )
    if not all(f.firm for f in known.values()):
        return say(
            f"{top} hat den höchsten Wert; Werte in eckigen Klammern sind grob gerundet",
            f"{top} has the highest value; values in square brackets are roughly rounded",
        )
    if len(ahead) == 1:
        return say(f"{top} steht klar an erster Stelle", f"{top} clearly comes first")
    count = lang.numeral(len(ahead))
    if len(ahead) == len(figures):
        return say(
            f"Die {'beiden' if len(ahead) == 2 else count} Werte sind nicht sicher zu trennen",
            f"The {count} values cannot be told apart",
        )
    if len(ahead) == 2:
        second = lang.quoted(ahead[1])
        return say(f"{top} und {second} liegen gemeinsam vorn", f"{top} and {second} lead together")
    return say(
        f"{lang.capital(count)} Werte an der Spitze sind nicht sicher zu trennen",
        f"{lang.capital(count)} values at the top cannot be told apart",
    )


def leading(figures: list[tuple[str, Figure]]) -> list[str]:
    """Labels of the largest share and of all that cannot be told from it, in falling order."""
    ranked = sorted((x for x in figures if x[1].known), key=lambda x: (-x[1].share, x[0]))
    if not ranked:
        return []
    top = ranked[0][1]
    return [
        ranked[0][0],
        *(name for name, f in ranked[1:] if top.firm and f.firm and not apart(top, f)),
    ]
