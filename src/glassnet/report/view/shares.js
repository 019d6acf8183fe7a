// Bars of shares on one fixed axis from 0 to 1, with the interval in which the true share plausibly lies.

import { makeSvg } from "./dom.js";
import { percent } from "./words.js";

const BAR_HIGH = 18;

/** A bar of `share`, with a line from `low` to `high` where they are known. `mark` draws it as the one to compare with. */
export function shareBar({ share, wide, low = null, high = null, mark = false, label }) {
  const told = `${label}: ${percent(share)}${low === null ? "" : `, 95 % interval ${intervalInWords(low, high)}`}`;
  return makeSvg(
    "svg",
    { class: "gn-plot", width: wide + 2, height: BAR_HIGH, viewBox: `-1 0 ${wide + 2} ${BAR_HIGH}`, role: "img", "aria-label": told },
    makeSvg("rect", { class: "gn-share-ground", x: 0, y: 3, width: wide, height: BAR_HIGH - 6 }),
    makeSvg("rect", { class: mark ? "gn-share-mark" : "gn-share-bar", x: 0, y: 3, width: share * wide, height: BAR_HIGH - 6 }),
    makeSvg("line", { class: "gn-chart-grid", x1: wide / 2, x2: wide / 2, y1: 1, y2: BAR_HIGH - 1 }),
    low === null ? null : whisker(low * wide, high * wide),
  );
}

/** How long bars are in a panel of that width: names of rows need the rest. */
export function barWidth(wide) {
  return Math.round(wide * 0.4);
}

/** "60 to 98 %". */
export function intervalInWords(low, high) {
  return `${Math.round(low * 100)} to ${Math.round(high * 100)} %`;
}

function whisker(from, to) {
  const middle = BAR_HIGH / 2;
  return makeSvg("path", { class: "gn-chart-own", d: `M${from} ${middle}H${to}M${from} ${middle - 4}V${middle + 4}M${to} ${middle - 4}V${middle + 4}`, fill: "none" });
}
