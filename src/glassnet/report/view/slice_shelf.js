// All slices of a layer to choose from, framed by the filter they belong to; of a big layer one filter's, with a pager.

import { sliceOf } from "./arithmetic.js";
import { make } from "./dom.js";
import { roving, enlarged } from "./panel_pieces.js";
import { tile } from "./tile.js";
import { addressOf, thousands } from "./words.js";

const MOST_SLICES = 200; // slices shown at once; more become one filter's, page by page
const SLICES_A_PAGE = 60;
const SLICE_PIXELS = [[12, 60], [40, 44], [Infinity, 36]]; // how large slices are, by how many there are

/**
 * `values` are weights `[height, width, in, out]` of one side, painted up to `reach` (a number, or "tile": each its own).
 * `choose({ channel, input })` hears of clicks; `sources` is how the input's channels are called in a sentence.
 */
export function sliceShelf({ layer, values, shape, reach, channel, input, choose }) {
  const [, , inputs, outputs] = shape;
  const all = inputs * outputs <= MOST_SLICES;
  const page = all ? 0 : Math.floor(input / SLICES_A_PAGE);
  const count = all ? inputs * outputs : Math.min(SLICES_A_PAGE, inputs);
  const [, pixels] = SLICE_PIXELS.find(([most]) => count <= most);
  const shown = { layer, values, shape, reach, channel, input, choose, pixels, alone: !all };
  const rows = all
    ? Array.from({ length: outputs }, (_, out) => filterRow(shown, out, 0, inputs))
    : [filterRow(shown, channel, page * SLICES_A_PAGE, Math.min(inputs, (page + 1) * SLICES_A_PAGE))];
  return make("div", { class: "gn-shelf" }, all ? null : pagers(shown, page), roving(make("div", { class: inputs === 1 ? "gn-shelf-flat" : "" }, rows)));
}

function filterRow(shown, out, first, end) {
  const { layer, shape, channel } = shown;
  const tiles = Array.from({ length: end - first }, (_, at) => sliceTile(shown, out, first + at));
  const lone = shape[2] === 1;
  return make(
    "div",
    { class: `gn-filter-row${lone ? " gn-lone" : ""}${out === channel ? " gn-chosen-row" : ""}`, role: "group", "aria-label": `filter ${out} of ${layer}` },
    lone || shown.alone ? null : make("span", { class: "gn-filter-name" }, `out ${out}`),
    make("div", { class: "gn-filter-slices" }, tiles),
  );
}

function sliceTile({ layer, values, shape, reach, channel, input, choose, pixels }, out, into) {
  const [height, width] = shape;
  const slice = sliceOf({ shape, values }, out, into);
  const chosen = out === channel && into === input;
  const figure = tile({
    values: slice, height, width, colours: "weights", reach: reach(slice), ...enlarged(height, width, pixels),
    label: addressOf(layer, out, into), tabindex: chosen ? 0 : -1,
    onclick: () => choose({ channel: out, input: into }),
  });
  figure.dataset.stop = "";
  figure.dataset.keep = `slice ${out} ${into}`;
  figure.classList.toggle("gn-chosen", chosen);
  if (chosen) figure.setAttribute("aria-current", "true");
  return figure;
}

function pagers({ shape, channel, input, choose }, page) {
  const [, , inputs, outputs] = shape;
  const pages = Math.ceil(inputs / SLICES_A_PAGE);
  return make(
    "div",
    { class: "gn-pagers" },
    pagerOf("filter", channel, outputs, (to) => choose({ channel: to, input })),
    pages > 1 ? pagerOf("page of slices", page, pages, (to) => choose({ channel, input: to * SLICES_A_PAGE })) : null,
  );
}

function pagerOf(what, at, count, go) {
  const turn = (sign, to, word) => make("button", {
    type: "button", disabled: to < 0 || to >= count, "aria-label": `${word} ${what}`, "data-keep": `${word} ${what}`, onclick: () => go(to),
  }, sign);
  return make("span", { class: "gn-pager" }, turn("‹", at - 1, "previous"), ` ${what} ${thousands(at)} of 0–${thousands(count - 1)} `, turn("›", at + 1, "next"));
}
