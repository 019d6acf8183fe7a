// Where things stand: how large each map is drawn, in how many columns, and the lines between tiles. Plain numbers.

export const MANY = 200; // more tiles than this nobody can look at: then one cell stands for each

const GAP = 2; // between tiles
const TILE_SIDES = [64, 48, 40, 32, 24, 16]; // wished sides of a tile, best first

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

/** In how many columns `count` tiles stand, and how wide that is, when there is room for `room` pixels of height. */
export function grid(count, size, room) {
  const rows = Math.max(1, Math.floor(room / (size.height + GAP)));
  const columns = Math.max(1, Math.ceil(count / rows));
  return { columns, rows: Math.ceil(count / columns), width: columns * (size.width + GAP) };
}

/**
 * How every layer is drawn: `{ look, zoom, every, columns, rows, width }` by name. The tiles are as large as lets the whole
 * network stand in `width` x `height` pixels, or as small as can still be read.
 */
export function overviewLayout(layers, { width, height, apart = 34 }) {
  let plan = {};
  for (const side of TILE_SIDES) {
    plan = Object.fromEntries(layers.map((layer) => [layer.name, columnOf(layer, side, height)]));
    const whole = layers.reduce((sum, { name }) => sum + plan[name].width + apart, 0);
    if (whole <= width) break;
  }
  return plan;
}

function columnOf(layer, side, height) {
  const look = lookOf(layer);
  if (look === "photo" || look === "tiles") {
    const [rows, columns, channels] = layer.shape;
    const scale = scaled(rows, columns, look === "photo" ? Math.max(side, 96) : side);
    const tiles = look === "photo" && channels === 3 ? 4 : channels; // the photo in colour, and its three channels
    const placed = grid(tiles, drawnSize(rows, columns, scale), height);
    return { look, ...scale, ...placed, width: Math.max(LEAST_WIDTH, placed.width) };
  }
  const count = layer.shape.at(-1);
  const cell = cellsOf(count, height);
  return { look, zoom: cell.zoom, every: 1, ...cell, width: Math.max(LEAST_WIDTH, cell.columns * cell.zoom) };
}

const LEAST_WIDTH = 74; // a column's head must be readable

/** `count` cells below each other, wrapped into as few columns as fit into `room` pixels of height. */
export function cellsOf(count, room) {
  const zoom = [12, 8, 6, 4, 3, 2].find((side) => Math.ceil(count / Math.floor(room / side)) * side <= LEAST_WIDTH) ?? 1;
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
