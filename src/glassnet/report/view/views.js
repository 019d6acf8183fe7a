// What the views of one layer share: what was answered about it, a titled tile, and the sign between two tiles.

import { fill, make } from "./dom.js";
import { legend } from "./legend.js";
import { scaled } from "./layout.js";
import { tile } from "./tile.js";

/** The answers a view needs, all asked at once; or `{ missing }` with the first sentence that says why one is not there. */
export async function answersTo(ask, messages) {
  const answers = await Promise.all(messages.map((message) => ask(message)));
  const missing = answers.map(({ said }) => said.missing).find(Boolean);
  return missing ? { missing } : { answers };
}

/** Say in `el` why there is nothing to see. */
export function sayMissing(el, ...sentences) {
  fill(el, ...sentences.map((sentence) => make("p", { class: "gn-missing" }, sentence)));
}

/** A tile with words over and under it. */
export function titled(title, figure, ...under) {
  return make("div", { class: "gn-titled" }, make("div", { class: "gn-title" }, title), figure, ...under);
}

/** A sign between tiles: ×, =, +, →. */
export function sign(text, told = "") {
  return make("span", { class: "gn-sign", "aria-label": told || text }, text);
}

/** A tile of one map, about `side` large. `inks` say how: `{ colours, reach }`, or of a photo `{ colours, low, high }`. */
export function mapPicture({ values, shape, side, inks, ...settings }) {
  const [height, width] = shape;
  return tile({ values, height, width, ...scaled(height, width, side), ...inks, ...settings });
}

/** Legends beside each other, each under its own word. */
export function legends(...entries) {
  return make("div", { class: "gn-legends" }, entries.map(([word, inks]) => make("div", {}, make("div", { class: "gn-title" }, word), legend(inks))));
}

/** A sentence as large as it is important. */
export function headline(...words) {
  return make("p", { class: "gn-headline" }, ...words);
}
