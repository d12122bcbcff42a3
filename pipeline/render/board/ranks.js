/* Scores and rank sets: repeats pipeline/assess/ranks.py number by number. A test in a browser holds the two
   together to 1e-9. */
"use strict";

const Kompass = (() => {
  const DRAWS = 10000, SEED = 20240101, LEVEL = 0.95, Z = 1.959963984540054, ZERO = 1e-18;

  function uniforms(count, seed) {           // Mulberry32
    const out = new Float64Array(count);
    for (let i = 1; i <= count; i++) {
      const a = (seed + Math.imul(i, 0x6D2B79F5)) >>> 0;
      let t = Math.imul(a ^ (a >>> 15), a | 1);
      t = ((t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t) >>> 0;
      out[i - 1] = (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
    }
    return out;
  }

  function normals(count, seed) {            // Box and Muller
    const half = Math.floor((count + 1) / 2), u = uniforms(2 * half, seed), out = new Float64Array(2 * half);
    for (let i = 0; i < half; i++) {
      const radius = Math.sqrt(-2 * Math.log(u[2 * i])), angle = 2 * Math.PI * u[2 * i + 1];
      out[2 * i] = radius * Math.cos(angle);
      out[2 * i + 1] = radius * Math.sin(angle);
    }
    return out;
  }

  const kept = new Map();
  function draws(p, df) {                    // multivariate t, chi by Wilson and Hilferty
    const key = p + "/" + df;
    if (!kept.has(key)) {
      const normal = normals(DRAWS * (p + 1), SEED), a = 2 / (9 * df), out = new Float64Array(DRAWS * p);
      for (let b = 0; b < DRAWS; b++) {
        const row = b * (p + 1), chi = Math.pow(1 - a + normal[row + p] * Math.sqrt(a), 3), root = Math.sqrt(chi);
        for (let j = 0; j < p; j++) out[b * p + j] = normal[row + j] / root;
      }
      kept.set(key, out);
    }
    return kept.get(key);
  }

  function root(cov, p) {                    // lower triangle of Cholesky; no variance gives a zero column
    let trace = 0;
    for (let j = 0; j < p; j++) trace += cov[j * p + j];
    const floor = Math.max(trace, 0) * 1e-13, lower = new Float64Array(p * p);
    for (let j = 0; j < p; j++) {
      let dot = 0;
      for (let k = 0; k < j; k++) dot += lower[j * p + k] * lower[j * p + k];
      const pivot = cov[j * p + j] - dot;
      if (pivot <= floor) continue;
      lower[j * p + j] = Math.sqrt(pivot);
      for (let i = j + 1; i < p; i++) {
        let sum = 0;
        for (let k = 0; k < j; k++) sum += lower[i * p + k] * lower[j * p + k];
        lower[i * p + j] = (cov[i * p + j] - sum) / lower[j * p + j];
      }
    }
    return lower;
  }

  function deviations(cov, p, df) {          // draws x fields
    const normal = draws(p, df), lower = root(cov, p), out = new Float64Array(DRAWS * p);
    for (let b = 0; b < DRAWS; b++) {
      for (let i = 0; i < p; i++) {
        let sum = 0;
        for (let k = 0; k <= i; k++) sum += normal[b * p + k] * lower[i * p + k];
        out[b * p + i] = sum;
      }
    }
    return out;
  }

  function spreads(cov, p) {
    const out = new Float64Array(p * p);
    for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) {
      const v = cov[i * p + i] + cov[j * p + j] - 2 * cov[i * p + j];
      out[i * p + j] = Math.sqrt(v > ZERO ? v : 0);
    }
    return out;
  }

  function rank(score, cov, df) {
    const p = score.length, spread = spreads(cov, p), dev = deviations(cov, p, df);
    const decided = new Uint8Array(p * p), open = [];
    for (let i = 0; i < p; i++) for (let j = 0; j < p; j++) if (i !== j) {
      if (spread[i * p + j] > 0) open.push([i, j]);
      else if (score[i] - score[j] > 0) decided[i * p + j] = 1;
    }
    let critical = 0, pairs = open;
    while (pairs.length) {
      const top = new Float64Array(DRAWS).fill(-Infinity);
      for (const [i, j] of pairs) {
        const s = spread[i * p + j];
        for (let b = 0; b < DRAWS; b++) {
          const t = (dev[b * p + i] - dev[b * p + j]) / s;
          if (t > top[b]) top[b] = t;
        }
      }
      const c = top.sort()[Math.ceil(LEVEL * DRAWS) - 1];
      critical = critical || c;
      const rest = pairs.filter(([i, j]) => {
        const higher = score[i] - score[j] > c * spread[i * p + j];
        if (higher) decided[i * p + j] = 1;
        return !higher;
      });
      if (rest.length === pairs.length) break;
      pairs = rest;
    }
    return Array.from(score, (own, j) => {
      let rank = 1, low = 1, high = p;
      for (let k = 0; k < p; k++) {
        if (score[k] > own) rank++;
        low += decided[k * p + j];
        high -= decided[j * p + k];
      }
      const se = Math.sqrt(Math.max(cov[j * p + j], 0));
      return { score: own, se, ci_low: own - Z * se, ci_high: own + Z * se, rank, rank_low: low, rank_high: high, critical };
    });
  }

  /* Scores alone; null if all weights are zero. */
  function scores(data, weights, entered) {
    const names = data.criteria.filter(c => c.available).map(c => c.id);
    const raw = names.map(c => Math.max(0, weights[c] || 0)), own = entered ? Math.max(0, weights.feasibility || 0) : 0;
    const total = raw.reduce((a, b) => a + b, own);
    if (!(total > 0)) return null;
    return { w: raw.map(x => x / total), names, values: data.fields.map(f => names.reduce((sum, c, i) =>
      sum + raw[i] / total * f.values[c], own ? own / total * entered[f.id] : 0)) };
  }

  /* Without published errors: the published rank sets for the agreed weights, every rank for others. */
  function unsure(data, score, weights, entered) {
    const agreed = !entered && data.criteria.every(c => (weights[c.id] || 0) === (c.available ? c.weight : 0));
    return data.fields.map((f, j) => ({
      score: score[j], se: null, ci_low: null, ci_high: null, critical: null,
      rank: 1 + score.filter(s => s > score[j]).length,
      rank_low: agreed ? f.rank_low : 1, rank_high: agreed ? f.rank_high : score.length,
    }));
  }

  /* Scores and ranks of all fields for a set of weights (criterion -> number); null if all are zero.
     `entered`: feasibility by field, as the group judged it; it has no sampling error. */
  function assess(data, weights, entered) {
    const found = scores(data, weights, entered);
    if (!found) return null;
    if (!data.covariance.length) return unsure(data, found.values, weights, entered);
    const { w, names } = found, m = names.length, p = data.fields.length, n = p * m, cov = new Float64Array(p * p);
    let at = 0;
    for (let a = 0; a < n; a++) for (let b = a; b < n; b++) {
      const f = Math.floor(a / m), g = Math.floor(b / m), part = w[a % m] * w[b % m] * data.covariance[at++];
      cov[f * p + g] += part;
      if (a !== b) cov[g * p + f] += part;
    }
    return rank(found.values, cov, data.df);
  }

  /* For each criterion, how far its weight may move before the order changes (all other weights kept): the
     nearest change below and above, or null if there is none from 0 to `highest`. `top`: only whether another
     set of fields is among the first `top`; without it, any two fields that change places. */
  function stable(data, weights, entered, highest, top) {
    const all = data.criteria.filter(c => c.available || (entered && c.id === "feasibility")).map(c => c.id);
    const value = (f, c) => c === "feasibility" && entered ? entered[f.id] : f.values[c];
    const sum = f => all.reduce((s, c) => s + (weights[c] || 0) * value(f, c), 0);
    const sorted = data.fields.slice().sort((a, b) => sum(b) - sum(a)), pairs = [];
    sorted.forEach((a, i) => sorted.slice(i + 1).forEach((b, j) => {
      if (!top || (i < top && i + 1 + j >= top)) pairs.push([a, b]);
    }));
    return all.map(c => {
      const now = weights[c] || 0, out = { criterion: c, now, below: null, above: null };
      for (const [a, b] of pairs) {
        const slope = value(a, c) - value(b, c);
        if (slope === 0) continue;
        const at = now - (sum(a) - sum(b)) / slope, side = slope > 0 ? "below" : "above";   // b overtakes a
        if (at < 0 || at > highest || !all.some(k => (k === c ? at : weights[k] || 0) > 0)) continue;
        if (!out[side] || Math.abs(at - now) < Math.abs(out[side].weight - now)) out[side] = { weight: at, up: b.id, down: a.id };
      }
      return out;
    });
  }

  /* For each criterion the weight nearest to the present one at which the set of the first `top` fields changes. */
  function tipping(data, weights, entered, highest, top = 1) {
    const out = stable(data, weights, entered, highest, top).flatMap(row => {
      const near = [row.below, row.above].filter(Boolean).sort((a, b) => Math.abs(a.weight - row.now) - Math.abs(b.weight - row.now))[0];
      return near ? [{ criterion: row.criterion, now: row.now, weight: near.weight, field: near.up, out: near.down }] : [];
    });
    return out.sort((a, b) => Math.abs(a.weight - a.now) - Math.abs(b.weight - b.now));
  }

  return { assess, tipping, stable };
})();
