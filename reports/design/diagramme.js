/* Charts on demand: the picture stays until a reader asks for the interactive one. Only then is
   plotly.min.js loaded, from the folder of this page; where it is missing, the picture remains. */
(() => {
  const DE = {
    zeigen: "Interaktiv zeigen", bild: "Als Bild zeigen", laden: "Wird geladen …",
    fehlt: "Die interaktive Fassung braucht die Datei plotly.min.js im selben Ordner.",
    demo: "DEMODATEN – simulierte Antworten",
    hilfe: "Mit den Pfeiltasten gehen Sie von Wert zu Wert.",
  };
  const EN = {
    zeigen: "Show interactive chart", bild: "Show picture", laden: "Loading …",
    fehlt: "The interactive chart needs the file plotly.min.js in the same folder.",
    demo: "DEMO DATA – simulated answers",
    hilfe: "Use the arrow keys to move from value to value.",
  };
  const T = document.documentElement.lang.startsWith("en") ? EN : DE;
  const MONATE = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(" ");
  const TAGE = "Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag".split(" ");
  let lader;

  function plotly() {
    lader ??= new Promise((gut, schlecht) => {
      const skript = document.createElement("script");
      skript.src = "plotly.min.js";
      skript.onload = () => {
        Plotly.register({ moduleType: "locale", name: "de", dictionary: {}, format: {
          days: TAGE, shortDays: TAGE.map((t) => t.slice(0, 2)), months: MONATE,
          shortMonths: MONATE.map((m) => m.slice(0, 3)), date: "%d.%m.%Y", decimal: ",", thousands: "\u202f",
        } });
        gut(Plotly);
      };
      skript.onerror = () => { lader = undefined; skript.remove(); schlecht(); };
      document.head.append(skript);
    });
    return lader;
  }

  /* arrow keys go through the values of all traces in reading order and say each */
  function tastatur(feld, ansage) {
    const werte = feld.data.flatMap((spur, kurve) => spur.hoverinfo === "skip" ? []
      : (spur.x ?? []).map((_, punkt) => ({ curveNumber: kurve, pointNumber: punkt })));
    let hier = -1;
    feld.addEventListener("keydown", (ereignis) => {
      const weiter = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[ereignis.key];
      if (!weiter || !werte.length) return;
      ereignis.preventDefault();
      hier = (hier + weiter + werte.length) % werte.length;
      const { curveNumber, pointNumber } = werte[hier], spur = feld.data[curveNumber];
      Plotly.Fx.hover(feld, [werte[hier]]);
      const text = Array.isArray(spur.hovertext) ? spur.hovertext[pointNumber]
        : `${spur.y[pointNumber]}: ${spur.x[pointNumber]}`;
      ansage.textContent = String(text).replace(/<[^>]+>/g, " ").trim();
    });
    feld.addEventListener("blur", () => Plotly.Fx.unhover(feld));
  }

  /* heading, subtitle and source become text of the page, which wraps; the drawing keeps axes and values */
  function zeichnung(plan) {
    const ganz = plan.layout, rand = ganz.margin ?? {};
    const legende = ganz.showlegend !== false && plan.data.filter((s) => s.name && s.showlegend !== false).length > 1;
    const oben = legende ? 48 : 28, unten = 44;
    const hoehe = (ganz.height ?? 450) - (rand.t ?? 100) - (rand.b ?? 80) + oben + unten;
    const achse = (a) => ({ ...a, automargin: true });
    const layout = { ...ganz, height: Math.max(hoehe, 180), margin: { l: 8, r: 20, t: oben, b: unten },
      xaxis: achse(ganz.xaxis), yaxis: achse(ganz.yaxis), showlegend: legende,
      legend: { orientation: "h", x: 0, xref: "container", y: 1, yref: "container", yanchor: "top", traceorder: "normal" },
      annotations: (ganz.annotations ?? []).filter((a) => !(a.yref === "paper" && a.y === 0 && a.align === "left")) };
    delete layout.title;
    return layout;
  }

  function text(art, inhalt) {
    const absatz = document.createElement("span");
    absatz.className = art;
    absatz.textContent = inhalt;
    return absatz;
  }

  async function zeigen(knopf, plan, ansage) {
    knopf.disabled = true;
    ansage.textContent = T.laden;
    try { await plotly(); } catch { ansage.textContent = T.fehlt; knopf.disabled = false; return null; }
    const feld = document.createElement("div");
    feld.tabIndex = 0;
    feld.setAttribute("role", "application");
    feld.setAttribute("aria-label", `${plan.meta.finding}. ${T.hilfe}`);
    const { finding, subtitle, source, demo } = plan.meta, rahmen = document.createElement("div");
    rahmen.className = "interaktiv";
    const quelle = text("fuss-zeile", source ?? "");
    if (demo) quelle.prepend(text("demo-zeile", T.demo));
    rahmen.append(text("befund", finding), text("unterzeile", subtitle ?? ""), feld, quelle);
    knopf.before(rahmen);
    await Plotly.newPlot(feld, plan.data, zeichnung(plan), plan.config);
    tastatur(feld, ansage);
    knopf.disabled = false;
    ansage.textContent = "";
    return { rahmen, feld };
  }

  for (const knopf of document.querySelectorAll("button.interaktiv")) {
    const quelle = knopf.parentElement.querySelector("script.interaktiv");
    const plan = JSON.parse(quelle.textContent);
    const bilder = [...knopf.parentElement.querySelectorAll("picture, img, svg.chart")];
    const ansage = knopf.parentElement.querySelector(".ansage");
    let bau = null, offen = false;
    const beschriften = () => {
      knopf.textContent = offen ? T.bild : T.zeigen;
      knopf.setAttribute("aria-label", `${knopf.textContent}: ${plan.meta.finding}`);
    };
    knopf.addEventListener("click", async () => {
      bau ??= await zeigen(knopf, plan, ansage);
      if (!bau) return;
      offen = !offen;
      bau.rahmen.hidden = !offen;
      for (const bild of bilder) bild.classList.toggle("ersetzt", offen);
      beschriften();
      if (offen) { Plotly.Plots.resize(bau.feld); bau.feld.focus(); } else ansage.textContent = "";
    });
    beschriften();
    knopf.hidden = false;
  }
})();
