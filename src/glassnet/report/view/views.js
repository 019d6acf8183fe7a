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

/**
 * A view in `el` as the page takes it, `{ painted, update(changed), destroy() }`. When one of `keys` of the state changed it
 * is painted anew: `ask(state)` finds what there is to see, or `{ missing }`, and `show(seen, state)` draws it and answers a
 * function that only moves its frames, which is all that is done when anything else changed.
 */
export function viewOf({ store, pointer }, el, keys, ask, show) {
  let move = () => {};

  async function paint() {
    const state = store.get();
    const seen = await ask(state);
    const now = store.get();
    if ([...keys, "view"].some((key) => state[key] !== now[key])) return; // a later painting is under way
    if (seen.missing) {
      sayMissing(el, seen.missing);
      return;
    }
    move = await show(seen, state);
    move(store.get());
  }

  return {
    painted: paint(),
    update(changed) {
      if (keys.some((key) => changed.has(key))) return paint();
      move(store.get());
      return Promise.resolve();
    },
    destroy: () => pointer.set({ place: null }),
  };
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
