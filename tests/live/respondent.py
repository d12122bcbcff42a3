"""Fill in a survey the way a browser does: page by page, with only what the page shows."""

from __future__ import annotations

import re
import urllib.parse
import urllib.request
from html.parser import HTMLParser
from http.cookiejar import CookieJar


class _Form(HTMLParser):
    """Fields of the survey form: hidden values, choices offered, and question blocks that are shown."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.offered: dict[str, list[str]] = {}
        self.moves: list[str] = []
        self.hidden_questions: set[str] = set()
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "div" and given.get("id", "").startswith("question"):
            if "ls-irrelevant" in given.get("class", "") or "ls-hidden" in given.get("class", ""):
                self.hidden_questions.add(given["id"].removeprefix("question"))
        elif tag == "select":
            self._select = name
            self.values.setdefault(name, "")
        elif tag == "option" and self._select:
            self.offered.setdefault(self._select, []).append(given.get("value", ""))
        elif tag == "button" and name == "move":
            self.moves.append(given.get("value", ""))
        elif tag in ("input", "textarea") and name:
            if given.get("type") in ("radio", "checkbox"):
                self.offered.setdefault(name, []).append(given.get("value", ""))
            elif given.get("type") != "submit":
                self.values[name] = given.get("value", "")


class Respondent:
    """One person in one browser."""

    def __init__(self, base: str, survey: int) -> None:
        self._url = f"{base}/index.php/{survey}"
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(CookieJar())
        )
        self.pages: list[str] = []

    def answer(
        self,
        answers: dict[str, str],
        columns: dict[str, str],
        questions: dict[str, str] | None = None,
        **link: str,
    ) -> list[str]:
        """Walk through the survey.

        Args:
            answers: variable as in exports (``erwerb``, ``huerden[rand]``) -> code.
            columns: the same names -> the form's field names.
            questions: the form's field names -> question id; needed for questions that appear on the
                page while one answers (a browser's script then calls them relevant).
            link: parameters of the link, for example ``kanal``.

        Returns:
            The text of every page that was seen.
        """
        query = urllib.parse.urlencode({"lang": "de", "newtest": "Y", **link})
        html = self._opener.open(f"{self._url}?{query}").read().decode()
        wanted = {columns[name]: value for name, value in answers.items()}
        for _ in range(40):
            self.pages.append(_visible_text(html))
            form = _Form()
            form.feed(html)
            moves = [move for move in form.moves if move in ("movenext", "movesubmit")]
            if not moves:
                return self.pages
            data = dict(form.values)
            for name in list(data):
                if name in ("clearall", "saveall", "loadall"):
                    del data[name]
            for name in (*form.offered, *form.values):
                if name in wanted:
                    data[name] = wanted[name]
                    self._show(data, name, questions or {})
            if "datasecurity_accepted" in form.offered:
                data["datasecurity_accepted"] = "on"
            data["move"] = moves[0]
            body = urllib.parse.urlencode(data).encode()
            html = self._opener.open(self._url, body).read().decode()
        raise AssertionError("the survey does not end")

    @staticmethod
    def _show(data: dict[str, str], name: str, questions: dict[str, str]) -> None:
        relevance = f"relevance{questions.get(name)}"
        if relevance in data:
            data[relevance] = "1"


def _visible_text(html: str) -> str:
    html = re.sub(r"(?s)<(script|style)\b.*?</\1>", "", html)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))
