// All that is known of one convolution and one photo: what it reads, its filters, what it makes, and how to colour each.

import { channelOf } from "./arithmetic.js";
import { reachOf } from "./colours.js";
import { layerNamed } from "./places.js";
import { coloursFor, mapReach, weightReach } from "./ranges.js";
import { answersTo } from "./views.js";

/** `{ layer, before, fed, made, filters, biases, said, readsPhoto }` for the state's photo and layer; or `{ missing }`. */
export async function convolutionSeen({ ask, network, store }) {
  const { photo, layer: name } = store.get();
  const layer = layerNamed(network, name);
  const before = layerNamed(network, layer.inputs[0]);
  const { answers, missing } = await answersTo(ask, [
    { ask: "maps", photo, layer: before.name },
    { ask: "maps", photo, layer: name },
    { ask: "filters", layer: name },
  ]);
  if (missing) return { missing };
  const [fed, made, filters] = answers.map(({ arrays }) => arrays);
  return {
    layer, before, fed: fed[0], made: made[0], filters: filters[1], biases: filters[3], said: answers[2].said,
    readsPhoto: before.inputs.length === 0 && before.shape.length === 3 && before.shape[2] <= 4,
  };
}

/** How to colour a map that the convolution reads: a photo in its greys, another map by its range. */
export async function inksOfFed(scene, { before, fed, readsPhoto }, into) {
  if (readsPhoto) return { colours: "photo", low: scene.network.input.low, high: scene.network.input.high };
  const reach = await mapReach(scene, before.name, reachOf(channelOf(fed, into)));
  return { colours: coloursFor(fed), reach };
}

/** How to colour what it makes. */
export async function inksOfMade(scene, { layer, made }, channel) {
  return { colours: coloursFor(made), reach: await mapReach(scene, layer.name, reachOf(channelOf(made, channel))) };
}

/** How to colour a slice: by itself, with its whole layer, or with all epochs of it. */
export async function inksOfSlice(scene, { layer, filters }, slice) {
  return { colours: "weights", reach: await weightReach(scene, layer.name, filters, reachOf(slice)) };
}
