/* The steering board: shows what ranks.js computes. No library, no request; draft.js keeps what was typed. */
"use strict";

(() => {
  const data = JSON.parse(document.getElementById("daten").textContent);
  const $ = (selector, from = document) => from.querySelector(selector);
  const $$ = (selector, from = document) => Array.from(from.querySelectorAll(selector));
  const state = { weights: {}, entered: null, members: [], points: 5, calm: matchMedia("(prefers-reduced-motion: reduce)").matches };
  const agreed = Object.fromEntries(data.criteria.map(c => [c.id, c.available ? c.weight : 0]));
  const byId = Object.fromEntries(data.fields.map(f => [f.id, f]));
  const number = (x, digits = 1) => x.toFixed(digits).replace(".", ",").replace(/,0+$/, "").replace("-", "−");
  const points = x => (Math.floor(Math.max(x, 0) * 10 + 0.5 + 1e-9) / 10).toFixed(1).replace(".", ",");
  const said = ([share, low]) => low === null ? `[${percent(share)}]` : percent(share);   // few people: in brackets
  const percent = x => Math.floor(x * 100 + 0.5 + 1e-9) + "\u202f%";
  const ranks = r => r.rank_low === r.rank_high ? String(r.rank_low) : `${r.rank_low}–${r.rank_high}`;
  const list = (words, last = "und") => words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} ${last} ${words.at(-1)}`;
  const make = (tag, attributes = {}, ...children) => {
    const svg = ["svg", "line", "circle", "rect", "path"].includes(tag);
    const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    node.append(...children);
    return node;
  };
  document.documentElement.classList.add("js");

  /* --- ranking --- */
  let current = null, first = null;
  const order = result => data.fields.map((f, i) => ({ id: f.id, ...result[i] }))
    .sort((a, b) => a.rank - b.rank || b.score - a.score || (a.id < b.id ? -1 : 1));

  function draw(result) {
    const box = $("#rangliste"), rows = Object.fromEntries($$(".rang", box).map(r => [r.dataset.feld, r]));
    const before = new Map($$(".rang", box).map(r => [r, r.getBoundingClientRect().top]));
    const p = data.fields.length, base = Object.fromEntries(order(first).map(r => [r.id, r]));
    for (const r of order(result)) {
      const row = rows[r.id], moved = base[r.id].rank - r.rank;
      $(".rang-platz b", row).textContent = ranks(r);
      $(".rang-punkte b", row).textContent = points(r.score);
      $(".rang-punkte span:last-child", row).textContent = r.ci_low === null ? "ohne Spanne" : `${points(r.ci_low)} bis ${points(r.ci_high)}`;
      const bar = $(".spanne", row), dot = $(".punkt", row);
      bar.setAttribute("x", ((r.rank_low - 1) / p * 100).toFixed(3) + "%");
      bar.setAttribute("width", ((r.rank_high - r.rank_low + 1) / p * 100).toFixed(3) + "%");
      dot.setAttribute("cx", ((r.rank - 0.5) / p * 100).toFixed(3) + "%");
      row.dataset.lage = r.rank_high <= 3 ? "sicher" : r.rank_low <= 3 ? "moeglich" : "hinten";
      $(".rang-vorher", row).textContent = moved ? `vereinbart: Platz ${ranks(base[r.id])}` : "";
      box.append(row);
    }
    if (!state.calm) for (const [row, top] of before) {
      const shift = top - row.getBoundingClientRect().top;
      if (Math.abs(shift) > 1) row.animate([{ transform: `translateY(${shift}px)` }, { transform: "none" }],
        { duration: 350, easing: "cubic-bezier(.2,.7,.2,1)" });
    }
  }

  function headline(result) {                // as lead() in steering_html.py
    const sorted = order(result), names = rows => list(rows.map(r => byId[r.id].short));
    const front = sorted.filter(r => r.rank_low === 1);
    const three = sorted.filter(r => r.rank_low > 1 && r.rank_high <= 3);
    const may = sorted.filter(r => r.rank_low > 1 && r.rank_low <= 3 && r.rank_high > 3);
    if (sorted.length === 1) return `Es gibt nur ein Handlungsfeld: ${names(sorted)}.`;
    if (front.length === sorted.length) return "Mit diesen Daten lässt sich keine Reihenfolge der Felder sichern.";
    let text = front.length === 1 ? `${names(front)} steht an erster Stelle.` : `Um den ersten Platz liegen ${names(front)} gleichauf.`;
    if (three.length) text += ` Auch ${names(three)} ${three.length > 1 ? "gehören" : "gehört"} zu den ersten drei.`;
    if (may.length === 1) text += ` ${names(may)} kann dazukommen.`;
    else if (may.length) text += ` Dahinter lassen sich ${names(may)} nicht sicher trennen.`;
    return text;
  }

  function sensitivity() {
    const sorted = order(current), own = byId[sorted[0].id].short;
    const much = t => number(t.weight) === "0" ? "nicht" : `${t.weight < t.now ? "weniger" : "mehr"} als ${number(t.weight)}\u2011fach`; // less than hardly at all
    const when = tips => list(tips.map(t => `„${data.criteria.find(c => c.id === t.criterion).name}“ ${much(t)} zählte (jetzt ${number(t.now)}\u2011fach)`), "oder wenn");
    const said = (top, words) => {
      const found = {};
      for (const t of Kompass.tipping(data, state.weights, state.entered, 5, top).slice(0, 2)) (found[t.field + "/" + t.out] ||= []).push(t);
      return Object.values(found).map(tips => `${words(byId[tips[0].field].short, byId[tips[0].out].short)}, wenn ${when(tips)}.`);
    };
    const first = said(1, to => `${to} stünde vorn`), three = sorted.length > 3 ? said(3, (to, out) => `${to} käme statt ${out} unter die ersten drei`) : [];
    const total = data.criteria.reduce((sum, c) => sum + (state.weights[c.id] || 0), 0);
    const heavy = data.criteria.find(c => state.weights[c.id] / total > 0.5);
    return [...(first.length ? first : [`Kein einzelnes Gewicht zwischen 0 und 5 ändert, dass ${own} vorn steht.`]),
      ...(three.length || sorted.length <= 3 ? three : ["Kein einzelnes Gewicht ändert, welche drei vorn liegen."]),
      ...(heavy ? [`Achtung: „${heavy.name}“ allein entscheidet über mehr als die Hälfte der Punkte.`] : [])];
  }

  /* every order change that a single weight brings about, in both directions */
  function everyWeight() {
    const short = id => byId[id].short, none = { below: null, above: null }, p = data.fields.length;
    const range = row => row.below || row.above ? `${row.below ? number(row.below.weight, 2) : 0} bis ${row.above ? number(row.above.weight, 2) : 5}` : "0 bis 5";
    const kinds = [1, ...(p > 3 ? [3] : []), ...(p > 2 ? [0] : [])];
    const found = kinds.map(top => Kompass.stable(data, state.weights, state.entered, 5, top));
    const swap = (row, words) => ["below", "above"].filter(side => row[side])
      .map(side => `${side === "below" ? "darunter" : "darüber"} ${words(short(row[side].up), short(row[side].down))}`).join("; ");
    const words = { 1: (up) => `${up} vorn`, 3: (up, down) => `${up} statt ${down}`, 0: (up, down) => `${up} vor ${down}` };
    $("#jedes-gewicht tbody").replaceChildren(...found[0].map((row, i) => make("tr", {},
      make("th", { scope: "row" }, data.criteria.find(c => c.id === row.criterion).name, make("small", {}, `jetzt ${number(row.now)}-fach`)),
      ...kinds.map((top, k) => make("td", {}, range(found[k][i] || none), make("small", {}, swap(found[k][i] || none, words[top])))))));
    $$("#jedes-gewicht thead th").forEach((cell, k) => { cell.hidden = k > 0 && !kinds.includes([1, 3, 0][k - 1]); });
  }

  const same = () => data.criteria.every(c => (state.weights[c.id] || 0) === agreed[c.id]);
  let timer = 0;
  function update() {
    const result = Kompass.assess(data, state.weights, state.entered), empty = $("#gewichte-fehler");
    empty.hidden = Boolean(result);
    if (!result) return;
    current = result;
    draw(result);
    $("#leitsatz").textContent = headline(result);
    $("#empfindlich").replaceChildren(...sensitivity().map(words => make("li", {}, words)));
    everyWeight();
    $("#gewichte-stand").hidden = same();
    $("#gewichte-zurueck").disabled = same();
    document.body.classList.toggle("eigene-gewichte", !same());
    minutes();
    clearTimeout(timer);
    timer = setTimeout(() => {
      $("#ansage").textContent = "Reihenfolge: " + order(result).map(r => `Platz ${ranks(r).replace("–", " bis ")} ${byId[r.id].short}`).join(", ");
    }, 900);
  }

  function sliders() {
    for (const input of $$("#gewichte input[type=range]")) {
      const show = () => {
        const value = Number(input.value);
        state.weights[input.name] = value;
        const text = value === 0 ? "zählt nicht" : number(value) + "-fach";
        $(`#wert-${input.name}`).textContent = text;
        input.setAttribute("aria-valuetext", text);
        input.style.setProperty("--teil", value / Number(input.max) * 100 + "%");
      };
      input.value = agreed[input.name];
      show();
      input.addEventListener("input", () => { show(); update(); });
      input.dataset.ready = "";
    }
    const judged = $$("#machbarkeit input");
    for (const input of judged) input.addEventListener("input", () => {
      const filled = judged.filter(i => i.value !== "" && i.validity.valid), slider = $("#g-feasibility");
      state.entered = filled.length === judged.length ? Object.fromEntries(judged.map(i => [i.dataset.feld, Number(i.value)])) : null;
      slider.disabled = !state.entered;
      slider.value = state.entered ? Math.max(1, Number(slider.value)) : 0;
      slider.dispatchEvent(new Event("input"));
    });
    $("#gewichte-zurueck").addEventListener("click", () => {
      for (const input of $$("#gewichte input[type=range]")) { input.value = agreed[input.name]; input.dispatchEvent(new Event("input")); }
    });
  }

  /* --- open the evidence that a link points to --- */
  function openTarget() {
    const target = location.hash.startsWith("#feld-") && document.getElementById(location.hash.slice(1));
    if (target) { $("details", target).open = true; target.scrollIntoView(); }
  }

  /* --- two groups --- */
  function groupRow(label, a, b, apart) {
    const marks = (svg, [share, low, high], y, kind) => {
      if (low !== null) svg.append(make("line", { x1: low * 100 + "%", x2: high * 100 + "%", y1: y, y2: y, class: "spanne-" + kind }));
      if (kind === "a") svg.append(make("circle", { cx: share * 100 + "%", cy: y, r: 6, class: "marke-a" }));
      else svg.append(make("rect", { x: share * 100 + "%", y: y - 5.5, width: 11, height: 11, class: "marke-b" }));
    };
    const svg = make("svg", { class: "balken", width: "100%", height: 34, "aria-hidden": "true" });
    svg.append(make("line", { x1: "0", x2: "100%", y1: 33, y2: 33, class: "achse" }));
    for (const tick of [0, 25, 50, 75, 100]) svg.append(make("line", { x1: tick + "%", x2: tick + "%", y1: 0, y2: 33, class: "gitter" }));
    marks(svg, a, 11, "a");
    marks(svg, b, 23, "b");
    const name = make("span", { class: "paar-name" }, label, ...(apart ? [make("small", {}, "belastbarer Unterschied")] : []));
    return make("li", { class: "paar" }, name, svg,
      make("span", { class: "paar-wert" }, make("b", { class: "wert-a" }, said(a)), " ", make("b", { class: "wert-b" }, said(b))));
  }

  function compare() {
    const [a, b] = ["#gruppe-a", "#gruppe-b"].map(s => $(s).value), box = $("#paare");
    const name = id => data.groups.find(g => g.id === id).label;
    const labels = {};
    for (const f of data.fields) for (const n of f.needs) labels[n.id] = `${n.label}`;
    const first = data.shares[a] || {}, second = data.shares[b] || {};
    const rows = Object.keys(first).filter(k => k in second && k in labels)
      .map(k => ({ k, a: first[k], b: second[k], gap: first[k][0] - second[k][0] }))
      .sort((x, y) => Math.abs(y.gap) - Math.abs(x.gap) || (x.k < y.k ? -1 : 1));
    const tested = (data.tested[a] || {})[b] || {}, held = rows.filter(r => r.k in tested), apart = held.filter(r => tested[r.k]);
    const scale = make("span", { class: "skala" }, ...[0, 25, 50, 75, 100].map(t => make("span", {}, t + "\u202f%")));
    box.replaceChildren(...rows.slice(0, 10).map(r => groupRow(labels[r.k], r.a, r.b, tested[r.k])),
      make("li", { class: "paar skalen", "aria-hidden": "true" }, make("span"), scale, make("span")));
    $("#name-a").textContent = name(a);
    $("#name-b").textContent = name(b);
    $("#paare-satz").textContent = a === b ? "Bitte zwei verschiedene Gruppen wählen."
      : !rows.length ? "Für diese beiden Gruppen dürfen keine gemeinsamen Anteile gezeigt werden: Es sind zu wenige Befragte."
      : !held.length ? `„${name(a)}“ und „${name(b)}“ sind nicht gegeneinander geprüft: Sie überschneiden sich oder sind zu klein. Lesen Sie die Werte nebeneinander, nicht als Unterschied.`
      : !apart.length ? `Zwischen „${name(a)}“ und „${name(b)}“ zeigt sich bei keinem der ${held.length} geprüften Themen ein belastbarer Unterschied.`
      : `Bei ${apart.length} von ${held.length} geprüften Themen unterscheiden sich „${name(a)}“ und „${name(b)}“ belastbar, am weitesten bei „${labels[apart[0].k]}“.`;
  }

  function groups() {
    if (data.groups.length < 2) { $("#gruppen").hidden = true; return; }
    for (const [selector, at] of [["#gruppe-a", 1], ["#gruppe-b", 2]]) {
      $(selector).append(...data.groups.map(g => make("option", { value: g.id }, `${g.label} (n = ${g.n})`)));
      $(selector).selectedIndex = Math.min(at, data.groups.length - 1);
      $(selector).addEventListener("change", compare);
    }
    compare();
  }

  /* --- votes --- */
  const sumOf = member => Object.values(member.points).reduce((a, b) => a + b, 0);
  const votes = () => Object.fromEntries(data.fields.map(f => [f.id, state.members.reduce((s, m) => s + (m.points[f.id] || 0), 0)]));

  let numbered = 0;                          // a removed member's number is not given again
  function addMember(kept) {
    const member = { name: kept?.name || "", points: { ...kept?.points } }, number = ++numbered;
    state.members.push(member);
    const rows = current ? order(current).map(r => byId[r.id]) : data.fields;
    const rest = make("output", { class: "rest" });
    const check = () => {
      const left = state.points - sumOf(member);
      rest.textContent = left > 0 ? `noch ${left}` : left === 0 ? "vollständig" : `${-left} zu viel`;
      rest.dataset.lage = left === 0 ? "voll" : left < 0 ? "zuviel" : "offen";
      result();
    };
    const name = make("input", { type: "text", id: `m${number}`, placeholder: "z. B. Jugendamt", autocomplete: "off" });
    name.value = member.name;
    name.addEventListener("input", () => { member.name = name.value; minutes(); });
    const remove = make("button", { type: "button", class: "leise" }, "entfernen");
    const box = make("fieldset", { class: "mitglied" }, make("legend", {}, `Mitglied ${number}`),
      make("div", { class: "mitglied-kopf" }, make("label", { for: `m${number}` }, "Name oder Einrichtung"), name, rest, remove),
      make("div", { class: "mitglied-felder" }, ...rows.map(f => {
        const id = `m${number}-${f.id}`, input = make("input", { type: "number", id, min: 0, max: state.points, step: 1, inputmode: "numeric", placeholder: "0" });
        input.value = member.points[f.id] || "";
        input.addEventListener("input", () => { member.points[f.id] = Math.max(0, Math.round(Number(input.value) || 0)); check(); });
        return make("div", { class: "stimme" }, make("label", { for: id }, f.short), input);
      })));
    remove.addEventListener("click", () => { state.members.splice(state.members.indexOf(member), 1); box.remove(); result(); keep(); $("#mitglied-neu").focus(); });
    $("#mitglieder").append(box);
    member.check = check;
    check();
    if (!kept) name.focus({ preventScroll: true });
  }

  function result() {
    const total = votes(), most = Math.max(1, ...Object.values(total)), given = Object.values(total).reduce((a, b) => a + b, 0);
    const rows = data.fields.slice().sort((a, b) => total[b.id] - total[a.id]);
    $("#ergebnis").hidden = !given;
    $("#ergebnis-liste").replaceChildren(...rows.filter(f => total[f.id]).map(f => {
      const svg = make("svg", { class: "balken", width: "100%", height: 22, "aria-hidden": "true" }, make("rect", { x: 0, y: 3, height: 16, width: total[f.id] / most * 100 + "%", class: "fuellung" }));
      return make("li", { class: "zeile" }, make("span", { class: "zeile-name" }, f.short), svg, make("b", { class: "zeile-wert" }, String(total[f.id])));
    }));
    const ready = state.members.filter(m => sumOf(m) === state.points).length;
    $("#ergebnis-satz").textContent = given ? `${ready} von ${state.members.length} Mitgliedern haben alle ${state.points} Punkte verteilt.` : "";
    minutes();
  }

  /* --- decision --- */
  const text = value => JSON.stringify(String(value));
  const today = () => { const d = new Date(); return new Date(d - d.getTimezoneOffset() * 60000).toISOString().slice(0, 10); };

  function chosen() {
    return $$("#beschluss .wahl").filter(box => $("input[type=checkbox]", box).checked).map(box => ({
      id: box.dataset.feld, reason: $("[name=begruendung]", box).value.trim(),
      partner: $("[name=verantwortlich]", box).value.trim(), until: $("[name=bis]", box).value,
    }));
  }

  function yaml() {
    const weight = w => "{ " + data.criteria.map(c => `${c.id}: ${w[c.id] || 0}`).join(", ") + " }";
    const total = votes(), sorted = order(current), at = Object.fromEntries(sorted.map(r => [r.id, r]));
    const lines = ["# Beschluss der Steuerungsgruppe. Prüfen und übernehmen: bedarf decide entscheidung.yaml",
      ...(data.demo ? [`# ${$(".demo").textContent}. Dieser Beschluss gilt für kein wirkliches Netzwerk.`] : []),
      "version: 1", `netzwerk: ${text(data.network.name)}`, `beschlossen_am: ${text($("#datum").value)}`, `gremium: ${text($("#gremium").value.trim())}`,
      `datenstand: ${text(data.fingerprint)}`, `gewichte_vereinbart: ${weight(agreed)}`, `gewichte_gewaehlt: ${weight(state.weights)}`, "rangfolge:"];
    const base = Object.fromEntries(order(first).map(r => [r.id, r])), own = !same();    // ranks with the agreed weights stand beside
    const beside = b => own ? `, vereinbart: ${b.rank}, vereinbart_von: ${b.rank_low}, vereinbart_bis: ${b.rank_high}` : "";
    for (const r of sorted) lines.push(`  - { feld: ${r.id}, platz: ${r.rank}, platz_von: ${r.rank_low}, platz_bis: ${r.rank_high}, punkte: ${r.score.toFixed(6)}${beside(base[r.id])} }`);
    if (!state.members.length && state.tally) {
      if (state.tally.members) lines.push(`punkte_je_mitglied: ${state.tally.points}`, `mitglieder: ${state.tally.members}`);
      lines.push("stimmen:", ...data.fields.map(f => `  ${f.id}: ${state.tally.votes[f.id] || 0}`));
    }
    if (state.members.length) {
      lines.push(`punkte_je_mitglied: ${state.points}`, `mitglieder: ${state.members.length}`, "stimmen:");
      for (const f of data.fields) lines.push(`  ${f.id}: ${total[f.id]}`);
    }
    lines.push("felder:");
    for (const c of chosen()) lines.push(`  - feld: ${c.id}`, `    platz: ${at[c.id].rank}`, `    begruendung: ${text(c.reason)}`,
      `    verantwortlich: ${text(c.partner)}`, `    bis: ${text(c.until)}`);
    if (state.entered) lines.push("machbarkeit: { " + data.fields.map(f => `${f.id}: ${state.entered[f.id]}`).join(", ") + " }");
    lines.push(`anmerkung: ${text($("#anmerkung").value.trim())}`);
    return lines.join("\n") + "\n";
  }

  function faults() {
    const out = [], fields = chosen();
    if (!fields.length) out.push(["#beschluss .wahl input", "Bitte wählen Sie mindestens ein Handlungsfeld."]);
    for (const c of fields) {
      const box = `.wahl[data-feld=${c.id}]`;
      if (!c.reason) out.push([`${box} [name=begruendung]`, `${byId[c.id].short}: Bitte schreiben Sie, warum.`]);
      if (!c.partner) out.push([`${box} [name=verantwortlich]`, `${byId[c.id].short}: Bitte nennen Sie, wer verantwortlich ist.`]);
    }
    state.members.forEach((m, i) => {
      if (sumOf(m) > state.points) out.push(["#mitglieder input[type=number]", `${m.name || `Mitglied ${i + 1}`} hat mehr als ${state.points} Punkte verteilt.`]);
    });
    if (!$("#datum").value) out.push(["#datum", "Bitte geben Sie das Datum des Beschlusses an."]);
    if (!$("#gremium").value.trim()) out.push(["#gremium", "Bitte geben Sie an, wer beschließt."]);
    return out;
  }

  function save() {
    const found = faults(), box = $("#beschluss-fehler");
    box.hidden = !found.length;
    $("ul", box).replaceChildren(...found.map(([selector, words]) => {
      const link = make("a", { href: "#" }, words);
      link.addEventListener("click", event => { event.preventDefault(); $(selector).focus(); });
      return make("li", {}, link);
    }));
    if (found.length) { box.focus(); return; }
    const link = make("a", { href: URL.createObjectURL(new Blob([yaml()], { type: "application/yaml" })), download: "entscheidung.yaml" });
    document.body.append(link);
    link.click();
    link.remove();
    $("#gespeichert").hidden = false;
    state.saved = true;
  }

  function decision() {
    $("#datum").value = today();
    for (const box of $$("#beschluss .wahl")) {
      const tick = $("input[type=checkbox]", box), more = $(".wahl-mehr", box);
      more.hidden = true;
      tick.addEventListener("change", () => { more.hidden = !tick.checked; minutes(); });
    }
    $("main").addEventListener("input", () => { state.dirty = true; state.saved = false; $("#gespeichert").hidden = true; minutes(); keep(); });
    $("#verwerfen").addEventListener("click", () => { Draft.forget(data.fingerprint); state.dirty = false; location.reload(); });
    $("#speichern").addEventListener("click", save);
    $("#drucken").addEventListener("click", () => print());
    addEventListener("beforeunload", event => { if (state.dirty && !state.saved) event.preventDefault(); });
  }

  /* --- what the print view says of votes and decision --- */
  function minutes() {
    if (!current) return;
    const fields = chosen(), kept = !state.members.length && state.tally, total = kept ? state.tally.votes : votes(), box = $("#protokoll"), day = $("#datum").value.split("-").reverse().join(".");
    const parts = [make("h2", {}, "Beschluss")];
    parts.push(make("p", {}, `${$("#gremium").value.trim() || "Gremium: ____________________"}, ${day}`));
    if (fields.length) parts.push(...fields.map(c => make("div", { class: "druck-feld" }, make("h3", {}, byId[c.id].name),
      make("p", {}, "Begründung: " + (c.reason || "–")), make("p", {}, `Verantwortlich: ${c.partner || "–"}` + (c.until ? ` · bis ${c.until.split("-").reverse().join(".")}` : "")))));
    else parts.push(make("p", {}, "Noch kein Handlungsfeld gewählt."));
    if (state.members.length || kept) parts.push(make("h3", {}, "Stimmen"), make("p", {}, data.fields.filter(f => total[f.id]).sort((a, b) => total[b.id] - total[a.id]).map(f => `${f.short}: ${total[f.id]}`).join(" · ")));
    const shown = w => data.criteria.filter(c => c.available || (c.id === "feasibility" && state.entered)).map(c => `${c.name} ${number(w[c.id] || 0)}`).join(" · ");
    parts.push(make("h3", {}, "Gewichte"), make("p", {}, (same() ? "Wie vereinbart: " : "Gewählt: ") + shown(state.weights)));
    if (!same()) parts.push(make("p", {}, "Vereinbart waren: " + shown(agreed)));
    const note = $("#anmerkung").value.trim();
    if (note) parts.push(make("h3", {}, "Anmerkung"), make("p", {}, note));
    parts.push(make("p", { class: "unterschrift" }, "Unterschrift: ______________________________"));
    box.replaceChildren(...parts);
  }

  /* --- a recorded decision stands in the form again --- */
  function prefill() {
    const made = data.decision, was = made?.recorded;
    if (!was) return;
    const put = (input, value) => { input.value = value; input.dispatchEvent(new Event("input")); };
    if (was.feasibility) for (const input of $$("#machbarkeit input")) put(input, was.feasibility[input.dataset.feld] ?? "");
    for (const input of $$("#gewichte input[type=range]")) if (!input.disabled) put(input, was.weights[input.name] || 0);
    for (const f of made.fields) {
      const box = $(`.wahl[data-feld="${f.id}"]`);
      if (!box) continue;
      $("input[type=checkbox]", box).checked = true;
      $(".wahl-mehr", box).hidden = false;
      $("[name=begruendung]", box).value = f.reason;
      $("[name=verantwortlich]", box).value = f.responsible;
      $("[name=bis]", box).value = was.until[f.id] || "";
    }
    $("#datum").value = was.date;
    $("#gremium").value = made.body;
    $("#anmerkung").value = made.note;
    state.tally = was.tally;
    if (was.tally) {
      const given = was.tally.votes, rows = data.fields.filter(f => given[f.id]).sort((a, b) => given[b.id] - given[a.id]);
      $("#frueher").textContent = `Beim Beschluss vom ${made.date_text}` + (was.tally.members ? ` (${was.tally.members === 1 ? "ein Mitglied" : was.tally.members + " Mitglieder"}, je ${was.tally.points} Punkte)` : "")
        + `: ${rows.map(f => `${f.short} ${given[f.id]}`).join(" · ")}. Das bleibt stehen, bis Sie neue Stimmen eintragen.`;
      $("#frueher").hidden = false;
    }
    $("#aus-beschluss").hidden = false;
    $("#leeren").addEventListener("click", () => {
      for (const box of $$("#beschluss .wahl")) {
        $("input[type=checkbox]", box).checked = false;
        for (const input of $$("textarea,input:not([type=checkbox])", box)) input.value = "";
        $(".wahl-mehr", box).hidden = true;
      }
      $("#datum").value = today();
      $("#anmerkung").value = "";
      state.tally = null;
      $("#frueher").hidden = $("#aus-beschluss").hidden = true;
      for (const input of $$("#machbarkeit input")) put(input, "");
      $("#gewichte-zurueck").click();
      minutes();
      $("#beschluss .wahl input").focus();
    });
  }

  /* --- a reload loses nothing --- */
  const keep = () => Draft.keep(data.fingerprint, { points: state.points, members: state.members.map(m => ({ name: m.name, points: m.points })) });
  function restore() {
    const kept = Draft.restore(data.fingerprint);
    if (!kept) return;
    state.points = $("#punkte").value = kept.points;
    kept.members.forEach(addMember);
    state.dirty = true;
    $("#wieder-da").hidden = false;
  }

  sliders();
  first = current = Kompass.assess(data, agreed);
  groups();
  decision();
  $("#mitglied-neu").addEventListener("click", () => { addMember(); keep(); });
  $("#punkte").addEventListener("input", event => {
    state.points = Math.min(99, Math.max(1, Math.round(Number(event.target.value) || 1)));
    state.members.forEach(m => m.check());
  });
  prefill();
  update();
  restore();
  openTarget();
  addEventListener("hashchange", openTarget);
})();
