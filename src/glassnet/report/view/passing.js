// A layer without weights of its own, such as pooling: the map it reads, the map it makes, and what becomes of one number.

import { channelOf, patchAt, placeUnder, windowAt } from "./arithmetic.js";
import { reachOf } from "./colours.js";
import { fill, frameOver, make } from "./dom.js";
import { sourcesOf } from "./layout.js";
import { layerNamed, placeIn } from "./places.js";
import { coloursFor, mapReach } from "./ranges.js";
import { answersTo, headline, legends, mapPicture, sayMissing, sign, titled } from "./views.js";
import { addressOf, many, short, thousands } from "./words.js";

const SIDE = 230;
const DOES = { max: "the largest of", mean: "the mean of" };

/** The view in `el`: `{ painted, update(changed), destroy() }`. */
export function passingView(scene, el) {
  const { store, pointer } = scene;
  let move = () => {};

  async function paint() {
    const { photo, layer: name, channel } = store.get();
    const layer = layerNamed(scene.network, name);
    const befores = layer.inputs.map((input) => layerNamed(scene.network, input));
    const messages = [layer, ...befores].map((each) => ({ ask: "maps", photo, layer: each.name }));
    const { answers, missing } = await answersTo(scene.ask, messages);
    const now = store.get();
    if (now.photo !== photo || now.layer !== name || now.channel !== channel) return;
    if (missing) sayMissing(el, missing);
    else move = await showPassing(scene, el, layer, befores, answers.map(({ arrays }) => arrays[0]), channel);
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

async function showPassing(scene, el, layer, befores, [made, ...read], channel) {
  const [rows, columns, channels] = layer.shape;
  const pairs = sourcesOf(layer, befores, channel).flatMap((wanted, at) => {
    const shape = befores[at].shape;
    if (shape.length !== 3) return [];
    return (wanted ?? [Math.min(channel, shape[2] - 1)]).map((from) => ({ before: befores[at], array: read[at], from }));
  });
  const slides = layer.window && pairs.length === 1;
  const frames = [];
  const told = make("div", { class: "gn-line-block" });
  const map = channelOf(made, channel);
  const go = (place) => scene.store.set({ row: place.row, column: place.column });

  async function input({ before, array, from }) {
    const values = channelOf(array, from);
    const inks = { colours: coloursFor(array), reach: await mapReach(scene, before.name, reachOf(values)) };
    const alike = before.shape[0] === rows && before.shape[1] === columns;
    const figure = mapPicture({
      values, shape: before.shape, side: SIDE, inks, label: addressOf(before.name, from),
      onhover: (at) => at && (slides ? go(placeUnder(layer.window, at.row, at.column, rows, columns)) : alike && go(at)),
    });
    if (slides) frames.push((at) => frameOfWindow(at));
    else if (alike) frames.push(frameOver(figure, "gn-cell"));
    const over = slides ? frameOver(figure, "gn-window") : null;
    const frameOfWindow = ({ top, left }) => over(windowAt(layer.window, top, left));
    return titled(`reads ${addressOf(before.name, from)}`, figure);
  }

  const inputs = await Promise.all(pairs.map(input));
  const inks = { colours: coloursFor(made), reach: await mapReach(scene, layer.name, reachOf(map)) };
  const figure = mapPicture({ values: map, shape: layer.shape, side: SIDE, inks, label: addressOf(layer.name, channel), onhover: (at) => at && go(at), onclick: go });
  frames.push(frameOver(figure, "gn-cell"));
  fill(
    el,
    headline(layer.says),
    make("p", { class: "gn-note" }, `This is map ${channel} of ${thousands(channels)}, ${rows}×${columns}.`),
    make("div", { class: "gn-pixel" }, ...inputs, inputs.length ? sign("→") : null, titled(`makes ${addressOf(layer.name, channel)}`, figure), told),
    legends(["maps", inks]),
  );

  return ({ row, column }) => {
    const place = { row: Math.min(row ?? 0, rows - 1), column: Math.min(column ?? 0, columns - 1) };
    const value = map[place.row * columns + place.column];
    for (const frame of frames) frame({ top: place.row, bottom: place.row, left: place.column, right: place.column });
    fill(told, slides ? patchTold(layer, pairs[0], place, value) : null);
    scene.pointer.set({ place: { ...placeIn(layer, channel, place), value } });
  };
}

/** What a window of pooling picks: "the largest of 4 numbers: 0.1, 0.3, 0.2, 0 is 0.3". */
function patchTold(layer, { array, from }, place, value) {
  const { patch, onMap } = patchAt(array, from, layer.window, place.row, place.column);
  const numbers = Array.from(patch).filter((_, at) => onMap[at]);
  const listed = numbers.slice(0, 16).map(short).join(", ") + (numbers.length > 16 ? ", …" : "");
  return make("p", {}, `row ${place.row}, column ${place.column}: ${DOES[layer.pool] ?? "made of"} ${many(numbers.length, "number")} (${listed}) is `, make("b", {}, short(value)));
}
