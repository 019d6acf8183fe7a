// Where things stand: how large each map is drawn, in how many columns, and the lines between tiles. Plain numbers.

export const MANY = 200; // more tiles than this nobody can look at: then one cell stands for each

const GAP = 1; // between tiles
const WIDTHS = [80, 88, 96, 104, 112, 120, 130, 140, 160, 180, 200]; // of a column: the first can just be read
const LARGEST = 64; // a tile need not be larger, however much room there is

/** How a layer is shown: "photo" or "tiles" where it has maps, "cells" where it has very many, "units" where it has none. */
export function lookOf({ shape, inputs }) {
  if (shape.length !== 3) return "units";
  if (inputs.length === 0 && shape[2] <= 4) return "photo";
  return shape[2] > MANY ? "cells" : "tiles";
}

/** A map of `height` x `width` drawn about `side` large: enlarged `zoom` times, or only each `every`-th row and column. */
export function scaled(height, width, side) {
  const longer = Math.max(height, width);
  return longer <= side ? { zoom: Math.floor(side / longer), every: 1 } : { zoom: 1, every: Math.ceil(longer / side) };
}

/** How large a map is on the screen, in pixels. */
export function drawnSize(height, width, { zoom, every }) {
  return { height: Math.ceil(height / every) * zoom, width: Math.ceil(width / every) * zoom };
}

/**
 * How `count` maps of `height` x `width` stand in a column of `room.width` x `room.height` pixels: as large as they may,
 * `{ zoom, every, columns, rows, width }`. The smallest that can be read, where they do not fit.
 */
export function grid(count, [height, width], room, largest = LARGEST) {
  let placed = null;
  for (let side = largest; side >= SMALLEST; side -= 1) {
    const scale = scaled(height, width, side);
    const size = drawnSize(height, width, scale);
    const columns = Math.max(1, Math.floor((room.width + GAP) / (size.width + GAP)));
    const rows = Math.ceil(count / columns);
    placed = { ...scale, columns: Math.min(columns, count), rows, width: Math.min(columns, count) * (size.width + GAP) - GAP };
    if (rows * (size.height + GAP) <= room.height) break;
  }
  return placed;
}

const SMALLEST = 15;
const READABLE = 22;

/**
 * How every layer is drawn, by name, in `width` x `height` pixels, `apart` from each other: all columns as narrow as can be
 * read, then the one with the smallest tiles wider, as long as there is room. Where they do not fit at all, one scrolls.
 */
export function overviewLayout(layers, { width, height, apart = 18 }) {
  const choices = layers.map((layer) => WIDTHS.map((wide) => columnOf(layer, { width: wide, height })));
  const taken = layers.map(() => 0);
  const widthOf = (at, choice) => choices[at][choice].width + apart;
  let left = width - layers.reduce((sum, _, at) => sum + widthOf(at, 0), 0);
  const scrolls = left < 0; // then it may as well be readable
  if (scrolls) left = Infinity;

  function widened(at) {
    const now = choices[at][taken[at]];
    if (scrolls && now.tile >= READABLE) return false;
    const better = choices[at].findIndex((each) => each.tile > now.tile);
    if (better < 0 || widthOf(at, better) - widthOf(at, taken[at]) > left) return false;
    left -= widthOf(at, better) - widthOf(at, taken[at]);
    taken[at] = better;
    return true;
  }

  const bySize = (one, other) => choices[one][taken[one]].tile - choices[other][taken[other]].tile;
  while (layers.map((_, at) => at).sort(bySize).some(widened));
  return Object.fromEntries(layers.map(({ name }, at) => [name, choices[at][taken[at]]]));
}

function columnOf(layer, room) {
  const look = lookOf(layer);
  if (look === "photo" || look === "tiles") {
    const tiles = look === "photo" && layer.shape[2] > 1 ? layer.shape[2] + 1 : layer.shape[2]; // a photo, and its channels
    const placed = grid(tiles, layer.shape, room, look === "photo" ? Math.min(100, room.width) : LARGEST);
    return { look, ...placed, tile: drawnSize(layer.shape[0], layer.shape[1], placed).height, width: Math.max(WIDTHS[0], placed.width) };
  }
  const cell = cellsOf(layer.shape.at(-1), room.height, WIDTHS[0]);
  return { look, every: 1, ...cell, tile: LARGEST, width: Math.max(WIDTHS[0], cell.columns * cell.zoom) };
}

/** `count` cells below each other, wrapped into as few columns as fit into `room` pixels of height. */
export function cellsOf(count, room, width = 84) {
  const zoom = [12, 8, 6, 4, 3, 2].find((side) => Math.ceil(count / Math.floor(room / side)) * side <= width) ?? 1;
  const columns = Math.ceil(count / Math.max(1, Math.floor(room / zoom)));
  return { zoom, columns, rows: Math.ceil(count / columns) };
}

/** Values ordered top to bottom, then to the right, as rows of a picture; what is left over is 0. */
export function downwards(values, rows, columns) {
  const picture = new Float32Array(rows * columns);
  for (let at = 0; at < values.length; at += 1) picture[(at % rows) * columns + Math.floor(at / rows)] = values[at];
  return picture;
}

/** The path of a line between two places, level at both ends. */
export function bezier(from, to) {
  const middle = (from.x + to.x) / 2;
  return `M${from.x},${from.y}C${middle},${from.y} ${middle},${to.y} ${to.x},${to.y}`;
}

/**
 * Which channels of each layer in `befores` a channel of `layer` is made from, in their order: null means all of them.
 * Layers laid side by side (a merge that concatenates) hand each channel on from one of them.
 */
export function sourcesOf(layer, befores, channel) {
  const depth = (each) => each.shape.at(-1);
  const alike = (each) => each.shape.length === layer.shape.length && depth(each) === depth(layer);
  if (layer.filters || layer.shape.length === 1 || MIXING.includes(layer.kind)) return befores.map(() => null);
  if (befores.every(alike)) return befores.map(() => [channel]);
  let first = 0;
  const found = befores.map((each) => {
    const own = channel - first;
    first += depth(each);
    return own >= 0 && own < depth(each) ? [own] : [];
  });
  return first === depth(layer) ? found : befores.map(() => null);
}

const MIXING = ["local_response_normalization", "custom_layer", "reshape", "flatten"];
