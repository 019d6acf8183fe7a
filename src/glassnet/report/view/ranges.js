// How far the colours of a tile reach: by itself, with its whole layer, or the same for every photo and every epoch.

import { reachOf } from "./colours.js";

export const RANGES = {
  tile: "each tile its own",
  layer: "all of a layer",
  fixed: "all photos and epochs",
};

// Layers that only pass values on or pick among them: they keep the colours of the layer they read, so that what a relu
// cuts off is seen to go white.
const PASSING = ["activation", "dropout", "max_pool_2d", "avg_pool_2d", "upsample_2d", "global_avg_pool", "global_max_pool", "flatten"];

/** The layer whose colours a layer shares: itself, or the one it only passes on. */
export function rangeHead(network, name) {
  const layer = network.layers.find((each) => each.name === name);
  if (!layer || !PASSING.includes(layer.kind) || layer.inputs.length !== 1) return name;
  const before = network.layers.find((each) => each.name === layer.inputs[0]);
  return before && before.inputs.length > 0 ? rangeHead(network, before.name) : name;
}

/** The reach for a layer's maps of one photo; with "fixed" of all photos. `tile` is the reach of the tile by itself. */
export async function mapReach({ ask, network, store }, name, tile) {
  const { range, photo } = store.get();
  if (range === "tile") return tile;
  const head = rangeHead(network, name);
  const photos = range === "fixed" ? network.photos.map((_, at) => at) : [photo];
  const answers = await Promise.all(photos.map((at) => ask({ ask: "maps", photo: at, layer: head })));
  const reaches = answers.map(({ said, arrays }) => (said.missing ? 0 : reachIn(arrays[0])));
  return Math.max(...reaches, 0) || tile;
}

/** The reach for a layer's weights; with "fixed" of all epochs that were kept. `tile` is the reach of the tile by itself. */
export async function weightReach({ ask, network, store }, name, filters, tile) {
  const { range } = store.get();
  if (range === "tile") return tile;
  const epochs = range === "fixed" ? network.kept : [];
  const answers = await Promise.all(epochs.map((epoch) => ask({ ask: "filters_at", layer: name, epoch })));
  return Math.max(reachIn(filters), ...answers.map(({ said, arrays }) => (said.missing ? 0 : reachIn(arrays[0]))));
}

// An answer is kept and asked for again and again; how far it reaches is counted once.
const counted = new WeakMap();

/** `reachOf` of an array of an answer, remembered. */
export function reachIn(array) {
  if (!counted.has(array.values)) counted.set(array.values, reachOf(array.values));
  return counted.get(array.values);
}

/** "relu" where an answer holds nothing negative, else "map": the legend then shows the half that is used. */
export function coloursFor(array) {
  if (!signed.has(array.values)) signed.set(array.values, array.values.some((value) => value < 0));
  return signed.get(array.values) ? "map" : "relu";
}

const signed = new WeakMap();
