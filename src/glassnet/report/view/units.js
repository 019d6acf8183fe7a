// Layers without pictures, such as dense ones: one cell for each unit, top to bottom and then to the right.

import { frameOver, make } from "./dom.js";
import { downwards } from "./layout.js";
import { tile } from "./tile.js";
import { thousands } from "./words.js";

/**
 * A block of cells for `values`, one a unit; `onhover`, `onclick` hear `{ channel, value }`. `figure.show` paints
 * others, `figure.choose(channel)` frames one, which keys then mean.
 */
export function unitBlock({ values, rows, columns, zoom, colours, reach, label, onhover, onclick }) {
  const unitAt = (place) => {
    const channel = place.column * rows + place.row;
    return channel < count ? { channel, value: figure.units[channel] } : null;
  };
  const count = values.length;
  const figure = tile({
    values: downwards(values, rows, columns), height: rows, width: columns, zoom, colours, reach, label,
    onhover: onhover && ((place) => onhover(place && unitAt(place))),
    onclick: onclick && ((place, byKey) => {
      const unit = byKey ? { channel: figure.chosen, value: figure.units[figure.chosen] } : unitAt(place);
      if (unit) onclick(unit);
    }),
  });
  const frame = frameOver(figure, "gn-cell");
  figure.units = values;
  figure.chosen = 0;
  figure.choose = (channel) => {
    figure.chosen = channel ?? 0;
    const at = channel === null ? null : { top: channel % rows, left: Math.floor(channel / rows) };
    frame(at && { ...at, bottom: at.top, right: at.left });
  };
  figure.show = (next) => {
    figure.units = next.values;
    figure.paint({ ...next, values: downwards(next.values, rows, columns) });
  };
  return figure;
}

/** How to read a block: where its first unit is and where the next ones are. */
export function unitNote(count, columns) {
  if (columns === 1) return make("div", { class: "gn-note" }, `${thousands(count)} units, top to bottom`);
  return make("div", { class: "gn-note" }, `${thousands(count)} units, top to bottom, then right`);
}
