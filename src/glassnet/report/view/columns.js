// What stands in a column of the overview: a tile for each map, a cell for each unit, or bars for each class.

import { answerBars } from "./answers.js";
import { channelOf } from "./arithmetic.js";
import { brokenIn, reachOf } from "./colours.js";
import { fill, make } from "./dom.js";
import { legend } from "./legend.js";
import { photoTile } from "./photos.js";
import { placeIn } from "./places.js";
import { coloursFor, mapReach, reachIn } from "./ranges.js";
import { tile } from "./tile.js";
import { unitBlock, unitNote } from "./units.js";
import { addressOf, many, thousands } from "./words.js";

/**
 * The body of a layer's column: `{ el, tiles, whole, paint(photo) }`. `tiles` are the elements that stand for single
 * channels, where there are any; `whole` is one that stands for all. `hear(element, place)` is told of the cursor.
 */
export function columnBody(scene, layer, plan, { hear, isLast }) {
  const el = make("div", { class: "gn-column-body" });
  const body = { el, tiles: [], whole: el, missing: null };
  const painter = isLast && layer.shape.length === 1 && layer.shape[0] === scene.network.classes.length
    ? paintAnswers : { photo: paintPhoto, tiles: paintTiles, cells: paintCells, units: paintUnits }[plan.look];
  body.paint = async (photo) => {
    const { said, arrays } = await scene.ask({ ask: "maps", photo, layer: layer.name });
    if (scene.store.get().photo !== photo) return;
    body.missing = said.missing ?? null;
    if (said.missing) {
      body.tiles = [];
      fill(el, make("p", { class: "gn-missing", title: said.missing }, "not kept"));
    } else {
      await painter({ scene, layer, plan, hear, body }, arrays[0], photo);
    }
  };
  return body;
}

async function paintTiles({ scene, layer, plan, hear, body }, array, photo) {
  const pictures = Array.from({ length: layer.shape[2] }, (_, channel) => channelOf(array, channel));
  const reaches = await reachesOf(scene, layer, pictures);
  if (scene.store.get().photo !== photo) return;
  const colours = coloursFor(array);
  if (body.tiles.length !== pictures.length) {
    body.tiles = pictures.map((values, channel) => mapTile({ scene, layer, plan, hear }, values, channel, { reach: reaches[channel], colours }));
    body.legend = make("div", { class: "gn-column-legend" });
    fill(body.el, gridOf(body.tiles, plan), mapNote(layer, plan), body.legend);
  } else {
    body.tiles.forEach((each, channel) => each.paint({ values: pictures[channel], reach: reaches[channel], colours }));
  }
  const own = scene.store.get().range === "tile";
  fill(body.legend, own ? make("div", { class: "gn-note" }, "each tile its own reach") : legend({ colours, reach: reaches[0], broken: brokenIn(array.values) }));
}

/** The reach of each map: one for all of them, or each its own. */
async function reachesOf(scene, layer, pictures) {
  if (scene.store.get().range === "tile") return pictures.map(reachOf);
  const reach = await mapReach(scene, layer.name, 0);
  return pictures.map(() => reach);
}

function mapTile({ scene, layer, plan, hear }, values, channel, inks) {
  const [height, width] = layer.shape;
  const figure = tile({
    values, height, width, zoom: plan.zoom, every: plan.every, ...inks,
    label: addressOf(layer.name, channel), tabindex: channel === 0 ? 0 : -1,
    onhover: (at) => hear(figure, at && placeIn(layer, channel, at)),
    onclick: (at, byKey) => scene.store.set({ layer: layer.name, channel, ...(byKey ? { row: null, column: null } : { row: at.row, column: at.column }), view: "sum" }),
  });
  figure.dataset.layer = layer.name;
  figure.dataset.channel = channel;
  figure.addEventListener("focus", () => {
    scene.store.set({ layer: layer.name, channel });
    hear(figure, placeIn(layer, channel, { row: null, column: null }));
  });
  return figure;
}

function gridOf(tiles, plan) {
  return make("div", { class: "gn-grid", style: `grid-template-columns: repeat(${plan.columns}, max-content)` }, tiles);
}

function mapNote(layer, plan) {
  const channels = layer.shape[2];
  return make("div", { class: "gn-note" }, `${many(channels, "map")}${everyTold(plan)}`);
}

function everyTold({ every }) {
  return every > 1 ? `, every ${{ 2: "2nd", 3: "3rd" }[every] ?? `${every}th`} pixel` : "";
}

async function paintPhoto({ scene, layer, plan, hear, body }, array) {
  const { network } = scene;
  const [height, width, channels] = layer.shape;
  const side = Math.max(height, width) / plan.every * plan.zoom;
  const whole = photoTile(network, array, {
    side, label: layer.name, onhover: (at) => hear(whole, at && placeIn(layer, 0, at)),
  });
  const parts = channels === 1 ? [] : Array.from({ length: channels }, (_, channel) => {
    const part = photoTile(network, { shape: [height, width, 1], values: channelOf(array, channel) }, {
      side, label: `${layer.name}, channel ${channel}`, onhover: (at) => hear(part, at && placeIn(layer, channel, at)),
    });
    return part;
  });
  body.tiles = parts.length ? parts : [whole];
  fill(body.el, make("div", { class: "gn-grid" }, [whole, ...parts]), photoNote(layer, plan));
}

function photoNote({ shape }, plan) {
  const told = shape[2] === 1 ? `${shape[0]}×${shape[1]} greys` : shape[2] === 3 ? "in colour, then red, green, blue" : many(shape[2], "channel");
  return make("div", { class: "gn-note" }, `${told}${everyTold(plan)}`);
}

/** Very many maps: a cell for each, as strong as the map is at its strongest place. */
async function paintCells({ scene, layer, plan, hear, body }, array) {
  const channels = layer.shape[2];
  const peaks = new Float32Array(channels);
  array.values.forEach((value, at) => {
    if (Math.abs(value) > Math.abs(peaks[at % channels])) peaks[at % channels] = value;
  });
  const told = `${thousands(channels)} maps of ${layer.shape[0]}×${layer.shape[1]}: a cell is a map at its strongest`;
  await paintBlock({ scene, layer, plan, hear, body }, peaks, array, make("div", { class: "gn-note" }, told));
}

async function paintUnits({ scene, layer, plan, hear, body }, array) {
  await paintBlock({ scene, layer, plan, hear, body }, array.values, array, unitNote(array.values.length, plan.columns));
}

async function paintBlock({ scene, layer, plan, hear, body }, values, array, note) {
  const { range } = scene.store.get();
  const reach = range === "fixed" ? await mapReach(scene, layer.name, reachIn(array)) : reachOf(values);
  const inks = { values, colours: coloursFor(array), reach };
  const shown = legend({ ...inks, broken: brokenIn(values) });
  if (body.block) {
    body.block.show(inks);
    fill(body.el, body.block, note, shown);
    return;
  }
  body.block = unitBlock({
    ...inks, rows: plan.rows, columns: plan.columns, zoom: plan.zoom, label: layer.name,
    onhover: (unit) => hear(body.block, unit && { layer: layer.name, channel: unit.channel, value: unit.value, seen: null }),
    onclick: ({ channel }) => scene.store.set({ layer: layer.name, channel, view: "sum" }),
  });
  body.block.dataset.layer = layer.name;
  body.block.addEventListener("focus", () => {
    const { layer: chosen, channel } = scene.store.get();
    const unit = chosen === layer.name && channel !== null ? channel : 0;
    scene.store.set({ layer: layer.name, channel: unit });
    hear(body.block, { layer: layer.name, channel: unit, value: body.block.units[unit], seen: null });
  });
  body.whole = body.block;
  fill(body.el, body.block, note, shown);
}

async function paintAnswers({ scene, layer, hear, body }, array, photo) {
  const { said } = await scene.ask({ ask: "photo", photo });
  if (said.missing || scene.store.get().photo !== photo) return;
  const probabilities = said.probabilities ?? Array.from(array.values);
  const bars = answerBars({ ...said, probabilities, onclick: (channel) => scene.store.set({ layer: layer.name, channel, view: "sum" }) });
  bars.dataset.layer = layer.name;
  body.whole = bars;
  bars.addEventListener("pointerenter", () => hear(bars, { layer: layer.name, channel: 0, address: `${layer.name}, one number for each class`, seen: null }));
  bars.addEventListener("pointerleave", () => hear(bars, null));
  fill(body.el, bars, make("div", { class: "gn-note" }, "bars from 0 to 1"));
}
