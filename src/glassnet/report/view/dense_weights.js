// The weights of one unit of a dense layer, laid out as the picture it reads where one stands before it.

import { reachOf } from "./colours.js";
import { make } from "./dom.js";
import { legend } from "./legend.js";
import { missingNote, paragraph, remark, section, enlarged, within } from "./panel_pieces.js";
import { tile } from "./tile.js";
import { addressOf, short, thousands } from "./words.js";

const MOST_MAPS = 64;

/** Nodes that show what the chosen unit weighs; none where the layer weighs nothing. */
export async function denseWeights({ ask, network, layer, state, wide }) {
  if (layer.shape.length !== 1 || !layer.parameters) return [];
  const found = await ask({ ask: "weights", layer: layer.name });
  if (found.said.missing) return [missingNote(found.said.missing)];
  const [weights, bias] = found.arrays;
  const [inputs, units] = weights.shape;
  const unit = within(state.channel, units);
  const column = Float32Array.from({ length: inputs }, (_, at) => weights.values[at * units + unit]);
  const reach = state.range === "tile" ? reachOf(column) : reachOf(weights.values);
  const own = bias ? ` Its bias is ${short(bias.values[unit])}.` : "";
  const [height, width, maps] = inRows(pictureBefore(network, layer, inputs));
  return [section(
    `What unit ${unit} weighs`,
    ...paragraph(`It multiplies each of the ${thousands(inputs)} numbers it reads with a weight and adds them up.${own}`),
    make("div", { class: "gn-shelf-flat" }, Array.from({ length: Math.min(maps, MOST_MAPS) }, (_, map) => tile({
      values: Float32Array.from({ length: height * width }, (_, at) => column[at * maps + map]), height, width,
      colours: "weights", reach, ...enlarged(height, width, maps === 1 ? Math.min(280, wide) : 56), label: addressOf(layer.name, unit, map),
    }))),
    maps > MOST_MAPS ? remark(`Shown are the weights on the first ${MOST_MAPS} of ${thousands(maps)} maps.`) : null,
    legend({ colours: "weights", reach }),
    remark(`Weights: brown below 0, white 0, green above. Colours reach as far as ${state.range === "tile" ? "this unit" : "the whole layer"} does.`),
  )];
}

/** `[height, width, maps]` of the last layer with rows before it, if nothing but their order changed; else `[1, n, 1]`. */
export function pictureBefore(network, layer, inputs) {
  let before = layer;
  while (before) {
    before = network.layers.find(({ name }) => name === before.inputs[0]);
    const count = (before?.shape ?? []).reduce((product, side) => product * side, 1);
    if (!before || count !== inputs) break;
    if (before.shape.length === 3) return before.shape;
    if (before.parameters) break; // units of another layer: they lie in no picture
  }
  return [1, inputs, 1];
}

/** A line too long to be seen, in rows of nearly a square; their order is all that counts. */
export function inRows([height, width, maps]) {
  if (height > 1 || width <= 64) return [height, width, maps];
  let across = Math.ceil(Math.sqrt(width));
  while (width % across !== 0) across += 1;
  return [width / across, across, maps];
}
