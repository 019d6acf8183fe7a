// The place under the cursor: its address, its number, and what of the photo it saw.

import { addressOf, short } from "./words.js";

/** The layer of that name; undefined where there is none. */
export function layerNamed(network, name) {
  return network.layers.find((layer) => layer.name === name);
}

/** What of the photo a unit at that place of a layer sees, `{ top, left, bottom, right }`; null where nobody can say. */
export function seenFrom(layer, row, column) {
  if (row === null || row === undefined || !layer.rows || !layer.columns) return null;
  const [rows, columns] = [layer.rows[row], layer.columns[column]];
  return rows && columns ? { top: rows[0], left: columns[0], bottom: rows[1], right: columns[1] } : null;
}

/** A place of a map, for the line under the views and the frame on the photo. */
export function placeIn(layer, channel, at) {
  return { layer: layer.name, channel, ...at, seen: seenFrom(layer, at.row, at.column) };
}

/** The line that says it: `conv_2/out 17 · row 3, column 5 · 0.1234 · sees rows 0 to 12, columns 2 to 16 of the photo`. */
export function placeTold(place) {
  const address = place.address ?? (place.layer === null ? "photo" : addressOf(place.layer, place.channel, place.input ?? null));
  const where = place.row === undefined || place.row === null ? null : `row ${place.row}, column ${place.column}`;
  const value = Array.isArray(place.value) ? place.value.map(short).join(", ") : valueTold(place.value);
  const { seen } = place;
  const saw = seen && `sees rows ${seen.top} to ${seen.bottom}, columns ${seen.left} to ${seen.right} of the photo`;
  return [address, where, value, place.note, saw].filter(Boolean).join(" · ");
}

function valueTold(value) {
  return value === undefined || value === null ? null : short(value);
}
