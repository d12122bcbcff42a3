/* What somebody typed survives a reload of this tab and goes with it when the tab is closed (sessionStorage).
   Inputs are remembered by id or by field and name; members of the vote by the caller. */
"use strict";

const Draft = (() => {
  const key = fingerprint => "kompass:" + fingerprint;
  const nameOf = input => input.id || `${input.closest("[data-feld]").dataset.feld}/${input.name || input.type}`;
  const inputs = () => Array.from(document.querySelectorAll("#gewichte input, #beschluss input, #beschluss textarea"));
  const quietly = action => { try { return action(); } catch { return null; } };   // storage may be forbidden

  function keep(fingerprint, more) {
    const typed = Object.fromEntries(inputs().map(i => [nameOf(i), i.type === "checkbox" ? i.checked : i.value]));
    quietly(() => sessionStorage.setItem(key(fingerprint), JSON.stringify({ typed, ...more })));
  }

  /* Puts everything back; returns what the caller kept besides, or null if there is nothing. */
  function restore(fingerprint) {
    const found = quietly(() => JSON.parse(sessionStorage.getItem(key(fingerprint))));
    if (!found) return null;
    const later = [];                        // a slider that waits for the judgements before it
    for (const input of inputs()) {
      const value = found.typed[nameOf(input)];
      if (value === undefined) continue;
      if (input.type === "checkbox") input.checked = value;
      else input.value = value;
      if (input.disabled) later.push([input, value]);
      input.dispatchEvent(new Event(input.type === "checkbox" ? "change" : "input"));
    }
    for (const [input, value] of later) { input.value = value; input.dispatchEvent(new Event("input")); }
    return found;
  }

  const forget = fingerprint => quietly(() => sessionStorage.removeItem(key(fingerprint)));
  return { keep, restore, forget };
})();
