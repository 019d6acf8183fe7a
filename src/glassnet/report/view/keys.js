// The keyboard: everything a mouse can do, and a list of how.

import { epochBeside } from "./epochs.js";
import { make } from "./dom.js";
import { layerNamed } from "./places.js";

const LIST = [
  ["← → ↑ ↓", "the channel beside; in the arithmetic of a pixel, the pixel beside"],
  ["Enter", "open what is chosen"],
  ["[  ]", "the layer before, the layer behind"],
  [",  .", "the filters an epoch earlier, an epoch later"],
  ["Esc", "one step back"],
  ["?", "this list"],
];
const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

/** What a key does to a state: the parts that change, or null where it does nothing. `columns` of tiles stand side by side. */
export function afterKey(key, state, network, columns = 1) {
  if (key === "[" || key === "]") return layerBeside(state, network, key === "]" ? 1 : -1);
  if (key === "," || key === ".") return { epoch: epochBeside(network, state.epoch, key === "." ? 1 : -1), tab: "filters" };
  if (key === "Escape") return oneBack(state);
  const layer = layerNamed(network, state.layer);
  if (!layer || !ARROWS[key]) return null;
  const [down, right] = ARROWS[key];
  const beside = (at, step, most) => Math.min(most - 1, Math.max(0, (at ?? 0) + step));
  if (state.view === "pixel") {
    return { row: beside(state.row, down, layer.shape[0]), column: beside(state.column, right, layer.shape[1]) };
  }
  if (state.channel === null) return { channel: 0 };
  const step = right + down * (state.view === "overview" ? columns : 1);
  return { channel: beside(state.channel, step, layer.shape.at(-1)) };
}

function layerBeside(state, network, step) {
  const at = network.layers.findIndex(({ name }) => name === state.layer);
  const next = network.layers[Math.min(network.layers.length - 1, Math.max(0, at + step))];
  const view = state.view === "pixel" ? "sum" : state.view;
  return { layer: next.name, channel: state.channel === null ? null : 0, input: 0, row: null, column: null, view };
}

function oneBack({ view, channel }) {
  if (view === "pixel") return { view: "sum" };
  if (view === "sum") return { view: "overview", channel };
  return { layer: null, channel: null };
}

/** The list of keys, to be shown and closed. */
export function keyList() {
  const dialog = make("dialog", { class: "gn-keys-list", "aria-label": "keys" },
    make("h2", {}, "Keys"),
    make("dl", {}, LIST.flatMap(([key, told]) => [make("dt", {}, key), make("dd", {}, told)])),
    make("form", { method: "dialog" }, make("button", {}, "Close")));
  return dialog;
}
