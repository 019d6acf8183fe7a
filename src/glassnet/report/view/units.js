// Layers without pictures, such as dense ones: one cell for each unit, top to bottom and then to the right.

import { make } from "./dom.js";
import { downwards } from "./layout.js";
import { tile } from "./tile.js";
import { thousands } from "./words.js";

/** A block of cells for `values`, one a unit; `onhover`, `onclick` hear `{ channel, value }`. `figure.show` paints others. */
export function unitBlock({ values, rows, columns, zoom, colours, reach, label, onhover, onclick }) {
  const unitAt = (place) => {
    const channel = place.column * rows + place.row;
    return channel < count ? { channel, value: figure.units[channel] } : null;
  };
  const count = values.length;
  const figure = tile({
    values: downwards(values, rows, columns), height: rows, width: columns, zoom, colours, reach, label,
    onhover: onhover && ((place) => onhover(place && unitAt(place))),
    onclick: onclick && ((place) => unitAt(place) && onclick(unitAt(place))),
  });
  figure.units = values;
  figure.show = (next) => {
    figure.units = next.values;
    figure.paint({ ...next, values: downwards(next.values, rows, columns) });
  };
  figure.placeOf = (channel) => ({ row: channel % rows, column: Math.floor(channel / rows) });
  return figure;
}

/** How to read a block: where its first unit is and where the next ones are. */
export function unitNote(count, columns) {
  if (columns === 1) return make("div", { class: "gn-note" }, `${thousands(count)} units, top to bottom`);
  return make("div", { class: "gn-note" }, `${thousands(count)} units, top to bottom, then right`);
}
