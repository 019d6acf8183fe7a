// One number of one map: the patch under the window times the kernel, added up over all inputs, and the bias.

import { activated, channelOf, pixelOf, placeUnder, tapsAt, windowAt } from "./arithmetic.js";
import { reachOf } from "./colours.js";
import { convolutionSeen, inksOfFed, inksOfMade, inksOfSlice } from "./conv_data.js";
import { fill, frameOver, make } from "./dom.js";
import { cellsOf, scaled } from "./layout.js";
import { numbersOver } from "./numbers.js";
import { legend } from "./legend.js";
import { placeIn } from "./places.js";
import { tile } from "./tile.js";
import { unitBlock } from "./units.js";
import { headline, legends, mapPicture, sayMissing, sign, titled } from "./views.js";
import { addressOf, many, short, thousands } from "./words.js";

const LARGE_MAP = 200;
const CELLS = 150; // a patch, a kernel, products: 5x5 numbers find room in that

/** The view in `el`: `{ painted, update(changed), destroy() }`. */
export function pixelView(scene, el) {
  const { store, pointer } = scene;
  let shown = null;

  async function paint() {
    const { photo, layer, channel, input, range } = store.get();
    const seen = await convolutionSeen(scene);
    const now = store.get();
    if (now.photo !== photo || now.layer !== layer || now.view !== "pixel") return;
    if (seen.missing) {
      sayMissing(el, seen.missing);
      return;
    }
    shown = await picture(scene, el, seen, channel, Math.min(input ?? 0, seen.fed.shape[2] - 1), range);
    shown(store.get());
  }

  return {
    painted: paint(),
    update(changed) {
      if (["photo", "layer", "channel", "input", "range"].some((key) => changed.has(key))) return paint();
      shown?.(store.get());
      return Promise.resolve();
    },
    destroy: () => pointer.set({ place: null }),
  };
}

async function picture(scene, el, seen, channel, input) {
  const { store, pointer } = scene;
  const { layer, fed, filters, biases, readsPhoto } = seen;
  const [rows, columns, channels] = layer.shape;
  const { window } = layer;
  const at = (row, column) => pixelOf(fed, filters, biases.values[channel] ?? 0, channel, row, column, window);
  const go = ({ row, column }) => store.set({ row, column });

  const inks = await inksOfFed(scene, seen, input);
  const channelTold = fed.shape[2] > 1 ? `, channel ${input}` : "";
  const inputName = readsPhoto ? `the photo${channelTold}` : `${seen.before.name}/out ${input}`;
  const padded = paddedMap({
    values: channelOf(fed, input), shape: fed.shape, window, inks, label: inputName,
    onhover: (place) => place && go(placeUnder(window, place.row, place.column, rows, columns)),
  });
  const first = at(0, 0);
  const kernelInks = await inksOfSlice(scene, seen, first.inputs[input].kernel);
  const [patch, kernel, products] = ["patch", "kernel", "products"].map((word, order) => cells(word, first.inputs[input][word], window.size, [inks, kernelInks, { colours: "map", reach: 1 }][order], pointer));
  const sums = sumsBlock(first, seen, pointer, (into) => store.set({ input: into }));
  const map = channelOf(seen.made, channel);
  const inksMade = await inksOfMade(scene, seen, channel);
  const made = mapPicture({ values: map, shape: layer.shape, side: LARGE_MAP, inks: inksMade, label: addressOf(layer.name, channel), onhover: (place) => place && go(place), onclick: go });
  const cell = frameOver(made, "gn-cell");
  const [head, sumTold, totalTold, tapsTold, sumsTold] = Array.from({ length: 5 }, () => make("div", {}));

  fill(
    el,
    head,
    make(
      "div",
      { class: "gn-pixel" },
      titled(`reads ${inputName}`, padded.el, tapsTold),
      titled("patch", patch.figure), sign("×"), titled(addressOf(layer.name, channel, input), kernel.figure), sign("="), titled("products", products.figure, sumTold),
    ),
    make(
      "div",
      { class: "gn-pixel" },
      first.inputs.length > 1 ? titled("the sum of each input", sums.figure, make("div", { class: "gn-note" }, "click one to see it above"), sumsTold) : null,
      first.inputs.length > 1 ? sign("→") : null,
      titled("added up", totalTold),
      sign("→"),
      titled(`${addressOf(layer.name, channel)}, ${rows}×${columns}`, made, make("div", { class: "gn-note" }, "hover a map, or use the arrow keys")),
    ),
    legends([readsPhoto ? "photo" : "input", inks], ["weights", kernelInks], ["map", inksMade]),
  );

  return ({ row, column }) => {
    const place = { row: Math.min(row ?? 0, rows - 1), column: Math.min(column ?? 0, columns - 1) };
    const found = at(place.row, place.column);
    const own = found.inputs[input];
    const taps = tapsAt(window, place.row, place.column, fed.shape[0], fed.shape[1]);
    const value = activated(layer.activation, found.total, map[place.row * columns + place.column]);
    padded.frame(windowAt(window, place.row, place.column));
    cell({ top: place.row, bottom: place.row, left: place.column, right: place.column });
    patch.show(own.patch, inks);
    products.show(own.products, { colours: "map", reach: reachOf(own.products) });
    sums.show(found);
    fill(head, headline(`${addressOf(layer.name, channel)}, row ${place.row}, column ${place.column}: ${short(value)}`));
    fill(sumTold, legend({ colours: "map", reach: reachOf(own.products) }), make("b", {}, `sum: ${short(own.sum)}`));
    fill(sumsTold, legend({ colours: "map", reach: reachOf(found.inputs.map(({ sum }) => sum)) }));
    fill(tapsTold, make("div", { class: "gn-note" }, tapsSentence(taps, readsPhoto)));
    fill(totalTold, ...totalLines(found, value, layer));
    pointer.set({ place: { ...placeIn(layer, channel, place), value, channels } });
  };
}

/** "4,624 of 8,281 taps on the photo; the other 3,637 hang over the border, where there is nothing: 0." */
function tapsSentence({ on, of }, readsPhoto) {
  const where = readsPhoto ? "on the photo" : "on the map";
  const told = `${thousands(on)} of ${thousands(of)} taps ${where}`;
  return on === of ? told : `${told}; ${thousands(of - on)} over its border count as 0`;
}

function totalLines({ inputs, bias, total }, value, layer) {
  const sum = inputs.reduce((all, each) => all + each.sum, 0);
  const line = (word, number) => make("div", { class: "gn-line" }, make("span", {}, word), make("b", {}, short(number)));
  return [line(`${many(inputs.length, "sum")}`, sum), line("+ bias", bias), line("= total", total), line(`→ ${layer.activation ?? "as it is"}`, value)];
}

/** A small tile of the window's size with its numbers, `show(values, inks)` for others. */
function cells(word, values, [height, width], inks, pointer) {
  const figure = tile({
    values: Float32Array.from(values), height, width, ...scaled(height, width, CELLS), ...inks, label: word, tabindex: -1,
    onhover: (at) => at && pointer.set({ place: { address: `${word}, row ${at.row}, column ${at.column} of the window`, value: at.value, seen: pointer.get().place?.seen ?? null } }),
  });
  const write = numbersOver(figure);
  const show = (next, nextInks) => {
    figure.paint({ values: Float32Array.from(next), ...nextInks });
    write(next, nextInks);
  };
  show(values, inks);
  return { figure, show };
}

/** A cell for the sum of each input; the reach is that of the largest. */
function sumsBlock(first, seen, pointer, onclick) {
  const count = first.inputs.length;
  const { zoom, rows, columns } = cellsOf(count, Math.min(160, count * 12));
  const inks = ({ inputs }) => {
    const values = Float32Array.from(inputs, ({ sum }) => sum);
    return { values, colours: "map", reach: reachOf(values) };
  };
  const figure = unitBlock({
    ...inks(first), rows, columns, zoom, label: "sum of each input",
    onhover: (unit) => unit && pointer.set({ place: { address: `sum of in ${unit.channel}`, value: unit.value, seen: pointer.get().place?.seen ?? null } }),
    onclick: ({ channel }) => onclick(channel),
  });
  return { figure, show: (found) => figure.show(inks(found)) };
}

/** A map with the border round it that the window hangs over, and a frame that may lie on both. */
function paddedMap({ values, shape, window, inks, label, onhover }) {
  const [height, width] = shape;
  const [top, left] = window.before;
  const [bottom, right] = window.after ?? window.before;
  const { zoom, every } = scaled(height + top + bottom, width + left + right, LARGE_MAP);
  const figure = tile({ values, height, width, zoom, every, ...inks, label, onhover });
  const scale = zoom / every;
  const frame = make("span", { class: "gn-frame gn-window", "aria-hidden": "true" });
  const box = (top1, left1, high, wide) => `top:${top1 * scale}px;left:${left1 * scale}px;height:${high * scale}px;width:${wide * scale}px`;
  const el = make("div", { class: "gn-padded", style: `width:${(width + left + right) * scale}px;height:${(height + top + bottom) * scale}px` }, figure, frame);
  figure.style.cssText = `position:absolute;top:${top * scale}px;left:${left * scale}px`;
  return { el, frame: (at) => frame.setAttribute("style", box(at.top + top, at.left + left, at.bottom - at.top + 1, at.right - at.left + 1)) };
}
