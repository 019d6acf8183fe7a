// One output channel: each input map through its own slice makes a partial map; all of them and the bias make ONE map.

import { channelOf, partialMaps, placeUnder, sliceOf, totalOf, windowAt } from "./arithmetic.js";
import { brokenIn, reachOf } from "./colours.js";
import { convolutionSeen, inksOfFed, inksOfMade, inksOfSlice } from "./conv_data.js";
import { fill, frameOver, make } from "./dom.js";
import { drawnSize, scaled } from "./layout.js";
import { placeIn } from "./places.js";
import { headline, legends, mapPicture, sayMissing, sign, titled } from "./views.js";
import { addressOf, many, short, thousands } from "./words.js";

const MOST_INPUTS = 64; // inputs shown at once: the strongest
const FEW = 6; // inputs beside which their sum finds room; more stand below it
const SIGNS = 40; // the × and the = of a card, with the room round them
const CARD_SIDES = [182, 128, 96, 64, 48];

/** The view in `el`: `{ painted, update(changed), destroy() }`. */
export function sumView(scene, el) {
  const { store, pointer } = scene;
  let move = () => {};

  async function paint() {
    const state = store.get();
    const seen = await convolutionSeen(scene);
    if (store.get() !== state && changedSince(state, store.get())) return;
    if (seen.missing) {
      sayMissing(el, seen.missing);
      return;
    }
    move = await showSum(scene, el, seen, state.channel);
    move(store.get());
  }

  return {
    painted: paint(),
    update(changed) {
      if (["photo", "layer", "channel", "range"].some((key) => changed.has(key))) return paint();
      move(store.get());
      return Promise.resolve();
    },
    destroy: () => pointer.set({ place: null }),
  };
}

function changedSince(before, now) {
  return ["photo", "layer", "channel", "range", "view"].some((key) => before[key] !== now[key]);
}

async function showSum(scene, el, seen, channel) {
  const { layer, fed, filters, biases } = seen;
  const [rows, columns] = layer.shape;
  const partials = partialMaps(fed, filters, channel, layer.window, rows, columns);
  const bias = biases.values[channel] ?? 0;
  const total = totalOf(partials, bias);
  const common = Math.max(reachOf(total), ...partials.map(reachOf));
  const inksOfSum = (values) => ({ colours: "map", reach: scene.store.get().range === "tile" ? reachOf(values) : common });
  const shown = strongest(partials);
  const side = sideFor(seen, shown.length, el);
  const frames = [];
  const onInput = (into) => listener(scene, seen, channel, { into, frames, isInput: true });
  const onPlace = (values, address, into) => listener(scene, seen, channel, { values, address, into, frames });

  async function card(into) {
    const picture = channelOf(fed, into);
    const slice = sliceOf(filters, channel, into);
    const address = addressOf(layer.name, channel, into);
    const inks = await inksOfFed(scene, seen, into);
    const input = mapPicture({ values: picture, shape: fed.shape, side, inks, label: `${seen.before.name}/out ${into}`, tabindex: -1, ...onInput(into) });
    const kernel = mapPicture({
      values: slice, shape: layer.window.size, side: Math.min(side, 60), inks: await inksOfSlice(scene, seen, slice), label: address, tabindex: -1,
      onhover: (at) => scene.pointer.set({ place: at && { layer: layer.name, channel, address: `${address}, weight`, ...at, seen: null } }),
    });
    const partial = mapPicture({ values: partials[into], shape: layer.shape, side, inks: inksOfSum(partials[into]), label: `${address}, partial map`, ...onPlace(partials[into], address, into) });
    frames.push({ into: frameOver(input, "gn-window"), window: true }, { into: frameOver(partial, "gn-cell") });
    return make("div", { class: "gn-card" }, make("div", { class: "gn-note" }, `in ${into}`), make("div", { class: "gn-equation" }, input, sign("×"), kernel, sign("="), partial));
  }

  const cards = await Promise.all(shown.map(card));
  const large = Math.max(side, 91);
  const summed = mapPicture({ values: total, shape: layer.shape, side: large, inks: inksOfSum(total), label: `${addressOf(layer.name, channel)}, sum`, ...onPlace(total, `${addressOf(layer.name, channel)}, sum before the activation`) });
  const map = channelOf(seen.made, channel);
  const inksMade = await inksOfMade(scene, seen, channel);
  const made = mapPicture({ values: map, shape: layer.shape, side: large, inks: inksMade, label: addressOf(layer.name, channel), ...onPlace(map, addressOf(layer.name, channel)) });
  frames.push({ into: frameOver(summed, "gn-cell") }, { into: frameOver(made, "gn-cell") });
  const activation = layer.activation ?? "no activation";
  fill(
    el,
    headline(`${many(partials.length, "partial map")} + bias → ONE map`),
    make("p", { class: "gn-note" }, `${layer.counts}. This is map ${channel} of ${thousands(layer.shape[2])}: each input goes through its own ${layer.window.size.join("×")} slice, and the results are added. Hover to slide the window; click for the arithmetic of one pixel.`),
    shown.length < partials.length ? make("p", { class: "gn-note" }, `Showing ${shown.length} of ${thousands(partials.length)} inputs, those that add most.`) : null,
    make(
      "div",
      { class: shown.length > FEW ? "gn-sum gn-many" : "gn-sum" },
      make("div", { class: "gn-cards" }, cards),
      make("div", { class: "gn-total" },
        titled(shown.length > FEW ? "all below, added up" : "all added up", make("div", { class: "gn-note" }, `+ bias ${short(bias)}`)),
        titled("= sum", summed),
        titled(`→ ${activation}: map ${channel}`, made),
      ),
    ),
    legends(
      [seen.readsPhoto ? "photo" : "input maps", await inksOfFed(scene, seen, shown[0])],
      ["weights", { ...(await inksOfSlice(scene, seen, sliceOf(filters, channel, shown[0]))), broken: brokenIn(filters.values) }],
      ["partial maps and their sum", { ...inksOfSum(total), broken: brokenIn(total) }],
      ["map", { ...inksMade, broken: brokenIn(map) }],
    ),
  );
  return mover(layer.window, frames);
}

/** Moves all frames to one place of the map: the window on the inputs, one cell on what is made of them. */
function mover(window, frames) {
  return ({ row, column }) => {
    if (row === null || column === null) return;
    const cell = { top: row, left: column, bottom: row, right: column };
    for (const { into, window: isWindow } of frames) into(isWindow ? windowAt(window, row, column) : cell);
  };
}

/** What a tile of this view does under the cursor: `{ onhover, onclick }`. */
function listener(scene, seen, channel, { values, address, into, frames, isInput = false }) {
  const { layer } = seen;
  const [rows, columns] = layer.shape;
  const placed = (at) => (isInput ? placeUnder(layer.window, at.row, at.column, rows, columns) : { row: at.row, column: at.column });
  return {
    onhover(at) {
      if (!at) return scene.pointer.set({ place: null });
      const place = placed(at);
      mover(layer.window, frames)(place);
      const own = isInput ? placeIn(seen.before, into, at) : placeIn(layer, channel, { ...place, value: values[place.row * columns + place.column], address });
      return scene.pointer.set({ place: own });
    },
    onclick: (at, byKey) => scene.store.set({ view: "pixel", ...(byKey ? {} : placed(at)), ...(into === undefined ? {} : { input: into }) }),
  };
}

/** The inputs to show: all, or of very many those whose partial maps reach furthest, in their order. */
function strongest(partials) {
  const all = partials.map((_, into) => into);
  if (all.length <= MOST_INPUTS) return all;
  const reaches = partials.map(reachOf);
  return all.sort((one, other) => reaches[other] - reaches[one]).slice(0, MOST_INPUTS).sort((one, other) => one - other);
}

/** The largest side at which all cards find room. */
function sideFor({ layer, fed }, count, el) {
  const beside = count > FEW ? 0 : 220;
  const room = { width: Math.max(300, el.clientWidth - beside), height: Math.max(260, el.clientHeight - (count > FEW ? 180 : 150)) };
  const fits = CARD_SIDES.find((side) => {
    const [input, partial] = [fed.shape, layer.shape].map(([height, width]) => drawnSize(height, width, scaled(height, width, side)));
    const kernel = drawnSize(...layer.window.size, scaled(...layer.window.size, Math.min(side, 60)));
    const wide = input.width + partial.width + kernel.width + SIGNS;
    const high = Math.max(input.height, partial.height, kernel.height) + 17;
    return Math.ceil(count / Math.max(1, Math.floor((room.width + 14) / (wide + 14)))) * high <= room.height;
  });
  return fits ?? (count > 36 ? 32 : CARD_SIDES.at(-1)); // then one scrolls
}
