// The head of a column: a layer's name, what it makes, what it holds, and how much of the photo it sees.

import { make, named } from "./dom.js";
import { percent, rough, sides, thousands } from "./words.js";

const KINDS = {
  input: "the photo", conv_2d: "conv", max_pool_2d: "max pool", avg_pool_2d: "mean pool", fully_connected: "dense",
  batch_normalization: "batch norm", local_response_normalization: "local norm", upsample_2d: "upsample",
  global_avg_pool: "mean of a map", global_max_pool: "max of a map", single_unit: "one unit", l2_normalize: "length 1",
};

/** A head that opens its layer when clicked. */
export function columnHead(layer, { chosen, onclick }) {
  const kind = KINDS[layer.kind] ?? layer.kind;
  const done = layer.activation && layer.activation !== "linear" ? `${kind}, ${layer.activation}` : kind;
  return make(
    "button",
    { class: "gn-head", type: "button", title: headTold(layer), "aria-pressed": chosen, onclick },
    make("span", { class: "gn-head-name" }, named(layer.name, 40)),
    make("span", { class: "gn-note" }, done),
    make("span", { class: "gn-head-shape" }, sides(layer.shape)),
    make("span", { class: "gn-share", "aria-hidden": "true" }, make("span", { class: "gn-bar-ink", style: `width:${layer.share * 100}%` })),
    make("span", { class: "gn-note" }, layer.parameters ? `${rough(layer.parameters)} weights` : "no weights"),
    make("span", { class: "gn-note" }, seesTold(layer)),
  );
}

/** What a unit of a layer sees, in few words. */
export function seesTold({ sees, inputs }) {
  if (inputs.length === 0) return "\u00a0";
  return sees ? `sees ${sees[0]}×${sees[1]}` : "\u00a0";
}

function headTold(layer) {
  const holds = layer.parameters ? `${thousands(layer.parameters)} weights, ${percent(layer.share)} of all` : "no weights";
  return [layer.name, layer.counts, holds, layer.says].filter(Boolean).join("\n");
}
