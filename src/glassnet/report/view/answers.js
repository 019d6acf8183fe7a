// What the network answered, as bars on an axis that always runs from 0 to 1: 51 % never looks like 99 %.

import { make, named } from "./dom.js";
import { percent, short, thousands } from "./words.js";

const MOST_BARS = 10; // bars that can still be read

/**
 * Bars for the likeliest classes, in the order of the classes where there are few. `truth` is marked where it
 * is known, `onclick(class)` hears which bar was clicked.
 */
export function answerBars({ classes, probabilities, truth = null, answer = null, most = MOST_BARS, onclick = null }) {
  if (!probabilities) return make("p", { class: "gn-note" }, "Answers with: ", named(answer ?? "nothing", 40));
  const shown = likeliest(probabilities, most);
  const bars = shown.map((at) => bar(classes[at] ?? `${at}`, probabilities[at], (classes[at] ?? `${at}`) === truth, onclick && (() => onclick(at))));
  const left = probabilities.length - shown.length;
  return make(
    "div",
    { class: "gn-answers", role: onclick ? "group" : "list" },
    bars,
    make("div", { class: "gn-answer", "aria-hidden": "true" }, make("span", {}), make("span", { class: "gn-axis" }, make("span", {}, "0"), make("span", {}, "1")), make("span", {})),
    left > 0 ? make("p", { class: "gn-note" }, `Showing ${shown.length} of ${thousands(probabilities.length)}, the likeliest.`) : null,
  );
}

/** Which classes to show: all of them in order, or of many the `most` likeliest, still in order. */
export function likeliest(probabilities, most = MOST_BARS) {
  const all = Array.from(probabilities.keys());
  if (all.length <= most) return all;
  const size = (at) => (Number.isFinite(probabilities[at]) ? probabilities[at] : -Infinity);
  return all.sort((one, other) => size(other) - size(one) || one - other).slice(0, most).sort((one, other) => one - other);
}

function bar(name, share, isTruth, onclick) {
  const known = Number.isFinite(share);
  const inside = make("span", { class: "gn-bar-ink", style: `width:${known ? Math.min(1, Math.max(0, share)) * 100 : 0}%` });
  return make(
    onclick ? "button" : "div",
    { class: `gn-answer${isTruth ? " gn-truth" : ""}`, ...(onclick ? { type: "button", onclick } : { role: "listitem" }), title: known ? `${short(share)}${isTruth ? ", the truth" : ""}` : "not a number" },
    make("span", { class: "gn-answer-name" }, named(name, 40), isTruth ? make("span", { class: "gn-unseen" }, " (the truth)") : null),
    make("span", { class: "gn-bar-ground" }, inside),
    make("span", { class: "gn-answer-share" }, known ? percent(share).replace("under ", "<").replace("over ", ">") : "none"),
  );
}
