// One unit of a dense layer: which numbers before it raised it, which lowered it, and what they add up to.

import { fill, make } from "./dom.js";
import { layerNamed } from "./places.js";
import { answersTo, headline, sayMissing } from "./views.js";
import { addressOf, cut, many, short, thousands } from "./words.js";

const MOST_PARTS = 12; // contributions listed

/** The view in `el`: `{ painted, update(changed), destroy() }`. */
export function unitView(scene, el) {
  const { store, pointer } = scene;

  async function paint() {
    const { photo, layer: name, channel } = store.get();
    const layer = layerNamed(scene.network, name);
    const before = layerNamed(scene.network, layer.inputs[0]);
    const maps = await answersTo(scene.ask, [name, before?.name].filter(Boolean).map((each) => ({ ask: "maps", photo, layer: each })));
    const weights = maps.missing ? { missing: maps.missing } : await answersTo(scene.ask, [{ ask: "weights", layer: name }]);
    const now = store.get();
    if (now.photo !== photo || now.layer !== name || now.channel !== channel) return;
    if (maps.missing) return sayMissing(el, maps.missing);
    const [made, read] = maps.answers.map(({ arrays }) => arrays[0]);
    const told = `${unitName(scene, layer, channel)}: ${short(made.values[channel])}`;
    if (weights.missing) {
      fill(el, headline(told), make("p", {}, layer.says), make("p", { class: "gn-missing" }, weights.missing));
      return;
    }
    const [{ arrays: [table, biases] }] = weights.answers;
    showUnit(el, { layer, before, made, read, table, bias: biases.values[channel], channel, told });
  }

  return {
    painted: paint(),
    update: (changed) => (["photo", "layer", "channel"].some((key) => changed.has(key)) ? paint() : Promise.resolve()),
    destroy: () => pointer.set({ place: null }),
  };
}

/** What each number before adds to unit `channel`: number times weight, `[in]`. */
export function contributions(read, { shape, values }, channel) {
  return Float64Array.from({ length: shape[0] }, (_, into) => read[into] * values[into * shape[1] + channel]);
}

/** Where number `at` of a layer is: its unit, or its map, row and column. */
export function whereIn({ name, shape }, at) {
  if (shape.length === 1) return addressOf(name, at);
  const [, columns, channels] = shape;
  const place = Math.floor(at / channels);
  return `${addressOf(name, at % channels)}, row ${Math.floor(place / columns)}, column ${place % columns}`;
}

function showUnit(el, { layer, before, made, read, table, bias, channel, told }) {
  const parts = contributions(read.values, table, channel);
  const order = Array.from(parts.keys()).sort((one, other) => Math.abs(parts[other]) - Math.abs(parts[one]) || one - other);
  const listed = order.slice(0, MOST_PARTS);
  const sum = parts.reduce((all, part) => all + part, 0);
  const rest = sum - listed.reduce((all, at) => all + parts[at], 0);
  const reach = Math.max(...[parts[listed[0]], rest, bias].map(Math.abs)) || 1;
  const row = (at) => line(whereIn(before, at), `${short(read.values[at])} × ${short(table.values[at * table.shape[1] + channel])}`, parts[at], reach);
  fill(
    el,
    headline(told),
    make("p", { class: "gn-note" }, `Each of the ${many(parts.length, "number")} before it is multiplied by a weight of its own; here are the ${listed.length} that count most. Blue raises the unit, red lowers it.`),
    make("table", { class: "gn-parts" }, make("tbody", {}, listed.map(row),
      parts.length > listed.length ? line(`the other ${thousands(parts.length - listed.length)}`, "", rest, reach) : null,
      line("bias", "", bias, reach), line("total", "", sum + bias, 0), line(layer.activation ? `→ ${layer.activation}` : "= value", "", made.values[channel], 0))),
  );
}

function line(name, product, value, reach) {
  const share = reach > 0 ? Math.min(1, Math.abs(value) / reach) * 50 : 0;
  const ink = make("span", { class: value < 0 ? "gn-lowers" : "gn-raises", style: `width:${share}%;${value < 0 ? "right" : "left"}:50%` });
  return make("tr", {}, make("th", { scope: "row" }, name), make("td", {}, product), make("td", { class: "gn-number" }, short(value)), make("td", { class: "gn-both-ways", "aria-hidden": "true" }, reach > 0 ? ink : null));
}

function unitName({ network }, layer, channel) {
  const isAnswer = layer === network.layers.at(-1) && network.classes.length === layer.shape.at(-1);
  return isAnswer ? `${addressOf(layer.name, channel)} (“${cut(network.classes[channel], 40)}”)` : addressOf(layer.name, channel);
}
