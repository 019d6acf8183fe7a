// One layer as a whole: what it does in a sentence, what it holds, and all its slices, as tiles or as a matrix.

import { sliceOf } from "./arithmetic.js";
import { fill, make, named } from "./dom.js";
import { MANY, scaled } from "./layout.js";
import { legend } from "./legend.js";
import { sliceMatrix } from "./matrix.js";
import { layerNamed } from "./places.js";
import { reachIn, weightReach } from "./ranges.js";
import { reachOf } from "./colours.js";
import { tile } from "./tile.js";
import { answersTo, headline } from "./views.js";
import { addressOf, percent, sides, thousands } from "./words.js";

/** The view in `el`: `{ painted, update(changed), destroy() }`. */
export function layerView(scene, el) {
  const { store, pointer } = scene;

  async function paint() {
    const { layer: name } = store.get();
    const layer = layerNamed(scene.network, name);
    const slices = layer.filters ? await slicesOf(scene, layer) : null;
    if (store.get().layer !== name) return;
    fill(el, make("h2", {}, named(layer.name, 40)), headline(layer.says), facts(layer), slices);
  }

  return {
    painted: paint(),
    update: (changed) => (["layer", "epoch", "range"].some((key) => changed.has(key)) ? paint() : Promise.resolve()),
    destroy: () => pointer.set({ place: null }),
  };
}

function facts(layer) {
  const window = layer.window && `${layer.window.size.join("×")}, moved by ${layer.window.stride.join("×")}`;
  const rows = [
    ["puts out", layer.shape.length === 3 ? `${thousands(layer.shape[2])} maps of ${layer.shape[0]}×${layer.shape[1]}` : `${sides(layer.shape)} numbers`],
    ["holds", layer.parameters ? `${thousands(layer.parameters)} weights, ${percent(layer.share)} of all in the network` : "no weights"],
    ["window", window],
    ["a unit sees", layer.sees && `${layer.sees[0]}×${layer.sees[1]} pixels of the photo`],
    ["reads", layer.inputs.join(", ")],
  ];
  return make("dl", { class: "gn-facts" }, rows.filter(([, told]) => told).flatMap(([word, told]) => [make("dt", {}, word), make("dd", {}, told)]));
}

async function slicesOf(scene, layer) {
  const { epoch } = scene.store.get();
  const last = epoch === null || epoch === scene.network.last;
  const { answers, missing } = await answersTo(scene.ask, [last ? { ask: "filters", layer: layer.name } : { ask: "filters_at", layer: layer.name, epoch }]);
  if (missing) return make("p", { class: "gn-missing" }, missing);
  const filters = answers[0].arrays[last ? 1 : 0];
  const when = make("p", { class: "gn-note" }, `${layer.counts}. ${last ? "The weights now." : `The weights after epoch ${epoch}.`}`);
  const [, , inputs, outputs] = filters.shape;
  if (inputs * outputs > MANY) {
    return make("div", {}, when, sliceMatrix({
      layer: layer.name, filters, onhover: (place) => scene.pointer.set({ place: place && { ...place, seen: null } }),
      onrow: (channel) => scene.store.set({ channel, view: "sum" }),
    }));
  }
  return make("div", {}, when, sliceTiles(scene, layer, filters, await weightReach(scene, layer.name, filters, 0)));
}

function sliceTiles(scene, layer, filters, common) {
  const [height, width, inputs, outputs] = filters.shape;
  const own = scene.store.get().range === "tile";
  const reach = own ? reachIn(filters) : common;
  const scale = scaled(height, width, inputs * outputs > 64 ? 30 : 50);
  const one = (out, into) => {
    const values = sliceOf(filters, out, into);
    const address = addressOf(layer.name, out, into);
    return tile({
      values, height, width, ...scale, colours: "weights", reach: own ? reachOf(values) : reach, label: address, tabindex: -1,
      onhover: (at) => scene.pointer.set({ place: at && { address: `${address}, weight`, ...at, seen: null } }),
      onclick: () => scene.store.set({ channel: out, input: into, view: "sum" }),
    });
  };
  const filter = (out) => make("div", { class: "gn-filter" }, make("div", { class: "gn-note" }, `out ${out}`), make("div", { class: "gn-grid gn-row" }, Array.from({ length: inputs }, (_, into) => one(out, into))));
  return make("div", {}, make("div", { class: "gn-filters" }, Array.from({ length: outputs }, (_, out) => filter(out))), legend({ colours: "weights", reach, note: own ? "of the largest slice; each has its own reach" : "" }));
}
