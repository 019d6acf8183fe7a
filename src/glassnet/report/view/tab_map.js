// The tab of the chosen channel's map of the photo: enlarged, its values, how often it is silent, what of the photo a unit sees.

import { channelOf } from "./arithmetic.js";
import { SILENT, reachOf } from "./colours.js";
import { fill, make } from "./dom.js";
import { framedPhoto, regionInWords } from "./framed.js";
import { histogram, valuesInWords } from "./histogram.js";
import { legend } from "./legend.js";
import { channelsOf, endsCut, idle, later, missingNote, paragraph, photoPaint, remark, section, enlarged, within } from "./panel_pieces.js";
import { seenFrom } from "./places.js";
import { coloursFor, mapReach } from "./ranges.js";
import { tile } from "./tile.js";
import { addressOf, cut, many, percent, short, thousands } from "./words.js";

const MAP_PIXELS = 276; // so that the photo under it is in sight too

export const mapTab = { key: "sum", title: "Map", needs: ["photo", "layer", "channel", "range"], draw: drawMap };

async function drawMap(context) {
  const { ask, layer, state } = context;
  const found = await ask({ ask: "maps", photo: state.photo, layer: layer.name });
  if (found.said.missing) return [missingNote(found.said.missing)];
  const { shape, values } = found.arrays[0];
  const channel = within(state.channel, channelsOf(layer));
  return shape.length === 3 ? mapOf(context, found.arrays[0], channel) : unitOf(context, values, channel);
}

async function mapOf(context, found, channel) {
  const { ask, layer, network, state } = context;
  const [height, width] = found.shape;
  const map = channelOf(found, channel);
  const photo = await ask({ ask: "photo", photo: state.photo });
  const paint = await mapPaint(context, map, found);
  const under = make("p", { class: "gn-note gn-under", "aria-live": "polite" }, mapHint(layer));
  const framed = photo.said.missing ? missingNote(photo.said.missing) : framedPhoto({ network, photo: photo.arrays[0], label: `photo ${endsCut(photo.said.name, 60)}`, pixels: 200 });
  const show = (place) => {
    const seen = place && seenFrom(layer, place.row, place.column);
    framed.frame?.(seen);
    fill(under, place ? underCursor(place, map[place.row * width + place.column], seen) : mapHint(layer));
  };
  const held = () => heldPlace(context.store.get(), height, width);
  const figure = tile({
    ...paint, values: map, height, width, ...enlarged(height, width, Math.min(MAP_PIXELS, context.wide)), label: addressOf(layer.name, channel),
    onhover: (place) => show(place ?? held()),
    onclick: ({ row, column }) => context.store.set({ row, column }),
  });
  figure.dataset.keep = "map";
  figure.addEventListener("keydown", (event) => moveWith(event, context.store, height, width));
  show(held());
  const nodes = [
    ...paragraph(`What ${addressOf(layer.name, channel)} puts out for this photo: ${height}×${width} numbers, one for each place the layer looks at.`),
    figure,
    map.some(Number.isFinite)
      ? make("div", { class: "gn-beside" }, legend(paint), make("span", { class: "gn-note" }, colourWords(paint, state.range)))
      : remark("Hatched: none of them is a number, as happens where training went astray."),
    under,
    section("What a unit sees of the photo", framed),
    section("Its values", ...valuesShown(map, addressOf(layer.name, channel), context.wide)),
    silenceSection(context, channel),
  ];
  return Object.assign(nodes, { follow: () => show(held()) });
}

function unitOf(context, values, unit) {
  const { layer, network } = context;
  const count = values.length;
  const isAnswer = layer === network.layers.at(-1) && count === network.classes.length;
  const name = isAnswer ? `, which stands for “${cut(network.classes[unit], 40)}”,` : "";
  return [
    ...paragraph(`${addressOf(layer.name, unit)}${name} puts out one number for this photo: ${short(values[unit])}${isAnswer && layer.activation === "softmax" ? `, ${percent(values[unit])} of the answer` : ""}.`, `It is one of ${thousands(count)} units of ${layer.name}.`),
    section("Beside the other units", ...valuesShown(values, `the units of ${layer.name}`, context.wide, values[unit])),
    isAnswer ? null : silenceSection(context, unit),
  ];
}

function valuesShown(values, what, wide, own = null) {
  const known = values.some(Number.isFinite);
  return [known ? histogram(values, what, wide, own) : null, own === null || !known ? null : remark("Black stroke: this unit."), ...paragraph(valuesInWords(values))].filter(Boolean);
}

/** "silent on 3 of 12 photos", photo by photo. */
function silenceSection({ ask, network, layer, isFresh }, channel) {
  const answers = (async () => {
    const found = [];
    for (const photo of network.photos.keys()) {
      await idle(); // maps of many photos take a while to unpack, and what is pointed at goes first
      if (!isFresh()) break;
      found.push(await ask({ ask: "maps", photo, layer: layer.name }));
    }
    return found;
  })();
  return section("Over all photos here", later("Looking at all photos …", answers.then((found) => silenceNodes(found.filter(({ said }) => !said.missing), channel, network))));
}

function silenceNodes(known, channel, network) {
  const silent = known.filter(({ said }) => said.silent.includes(channel)).length;
  const dead = known.reduce((sum, { arrays: [map] }) => sum + zeroShare(map, channel), 0) / (known.length || 1);
  const broken = known.filter(({ arrays: [map] }) => !valuesOf(map, channel).every(Number.isFinite)).length;
  const left = network.photos.length - known.length;
  return paragraph(
    silenceSentence(silent, known.length),
    dead > 0 && silent < known.length ? `Over all of them, ${percent(dead)} of its places put out exactly 0.` : null,
    broken > 0 ? `On ${many(broken, "photo")} it puts out what is no number.` : null,
    left > 0 ? `Of ${many(left, "photo")} this page holds no maps of this layer.` : null,
  );
}

/** Whether a channel is silent, in a sentence. */
export function silenceSentence(silent, photos) {
  if (photos === 0) return "No other photo is at hand.";
  if (silent === 0) return `It is silent on none of ${many(photos, "photo")}.`;
  if (silent === photos) return `It is silent on all ${many(photos, "photo")} here: nothing reaches a millionth.`;
  return `It is silent on ${silent} of ${many(photos, "photo")}: nothing there reaches a millionth.`;
}

/** The share of a channel's places that put out exactly 0. */
export function zeroShare(map, channel) {
  const values = valuesOf(map, channel);
  return values.filter((value) => value === 0).length / values.length;
}

function valuesOf(map, channel) {
  return map.shape.length === 3 ? channelOf(map, channel) : [map.values[channel]];
}

async function mapPaint(context, map, found) {
  const { layer, network } = context;
  if (layer.inputs.length === 0) return { ...photoPaint(network), channels: 1 };
  return { colours: coloursFor(found), reach: await mapReach(context, layer.name, reachOf(map)) };
}

function colourWords({ colours, reach }, range) {
  if (colours === "photo") return "The photo itself, as the network is fed it.";
  if (!(reach >= SILENT)) return "Silent: drawn flat.";
  const over = { tile: "this map alone", layer: "all maps of the layer", fixed: "its maps of all photos" }[range];
  return `${colours === "relu" ? "White is 0, blue is more" : "Red below 0, white 0, blue above"}; colours reach as far as ${over}.`;
}

function underCursor({ row, column }, value, seen) {
  return `row ${row}, column ${column}: ${short(value)}${seen ? `; it sees ${regionInWords(seen)} of the photo` : ""}`;
}

function mapHint({ rows }) {
  return rows ? "Point at the map, or move over it with the arrow keys: the value there, and on the photo what that unit sees." : "Point at the map, or move over it with the arrow keys: the value there.";
}

function heldPlace({ row, column }, height, width) {
  return row === null || column === null ? null : { row: within(row, height), column: within(column, width) };
}

function moveWith(event, store, height, width) {
  const step = { ArrowRight: [0, 1], ArrowLeft: [0, -1], ArrowDown: [1, 0], ArrowUp: [-1, 0] }[event.key];
  if (!step) return;
  event.preventDefault();
  event.stopPropagation();
  const { row, column } = heldPlace(store.get(), height, width) ?? { row: Math.floor(height / 2), column: Math.floor(width / 2) };
  store.set({ row: within(row + step[0], height), column: within(column + step[1], width) });
}
