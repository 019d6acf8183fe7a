// A histogram of one map's values: how many lie where, with zero marked.

import { makeSvg } from "./dom.js";
import { reachOf } from "./colours.js";
import { many, percent, short, thousands } from "./words.js";

const BINS = 32;
const HISTOGRAM_HIGH = 76;

/** `{ counts, low, high }`: finite values in equal bins from the least to the most; a lone value stands in the middle. */
export function binned(values, bins = BINS) {
  const known = Array.from(values).filter(Number.isFinite);
  if (known.length === 0) return { counts: [], low: NaN, high: NaN };
  let [low, high] = known.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
  if (low === high) [low, high] = [low - (Math.abs(low) || 1) / 2, high + (Math.abs(high) || 1) / 2];
  const counts = new Array(bins).fill(0);
  for (const value of known) counts[Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins))] += 1;
  return { counts, low, high };
}

/** The histogram as a chart; `own` marks one value among them. */
export function histogram(values, what, wide, own = null) {
  const { counts, low, high } = binned(values);
  const most = Math.max(...counts);
  const bar = wide / BINS;
  const zero = low <= 0 && high >= 0 ? ((0 - low) / (high - low)) * wide : null;
  const at = own === null ? null : ((own - low) / (high - low)) * wide;
  return makeSvg(
    "svg",
    { class: "gn-plot", width: wide, height: HISTOGRAM_HIGH + 18, viewBox: `0 0 ${wide} ${HISTOGRAM_HIGH + 18}`, role: "img", tabindex: 0, "aria-label": `Histogram of ${what}: ${valuesInWords(values)}` },
    counts.map((count, number) => makeSvg("rect", { class: "gn-chart-bin", x: number * bar + 0.5, width: bar - 1, y: HISTOGRAM_HIGH - (count / most) * (HISTOGRAM_HIGH - 4), height: (count / most) * (HISTOGRAM_HIGH - 4) })),
    zero === null ? null : makeSvg("line", { class: "gn-chart-here", x1: zero, x2: zero, y1: 0, y2: HISTOGRAM_HIGH }),
    at === null ? null : makeSvg("line", { class: "gn-chart-own", x1: at, x2: at, y1: 0, y2: HISTOGRAM_HIGH }),
    makeSvg("line", { class: "gn-chart-axis", x1: 0, x2: wide, y1: HISTOGRAM_HIGH, y2: HISTOGRAM_HIGH }),
    makeSvg("text", { x: 0, y: HISTOGRAM_HIGH + 14 }, short(low)),
    zero !== null && zero > 60 && zero < wide - 60 ? makeSvg("text", { x: zero, y: HISTOGRAM_HIGH + 14, "text-anchor": "middle" }, "0") : null,
    makeSvg("text", { x: wide, y: HISTOGRAM_HIGH + 14, "text-anchor": "end" }, short(high)),
  );
}

/** How many values there are, from where to where, and what share of them is zero. */
export function valuesInWords(values) {
  const known = Array.from(values).filter(Number.isFinite);
  const broken = values.length - known.length;
  const lost = broken ? ` Not a number: ${many(broken, "value")}.` : "";
  if (known.length === 0) return `${many(values.length, "value")}, none of them a number.`;
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  const zero = known.filter((value) => value === 0).length / known.length;
  const [low, high] = known.reduce(([least, most], value) => [Math.min(least, value), Math.max(most, value)], [Infinity, -Infinity]);
  const reach = reachOf(known) < 1e-6 ? " Silent: nothing reaches a millionth." : "";
  return `${thousands(values.length)} values from ${short(low)} to ${short(high)}, mean ${short(mean)}${zero ? `; ${percent(zero)} are exactly 0` : ""}.${reach}${lost}`;
}
