// Very many slices at once: one cell for each, a row for each output and a column for each input, as dark as it is long.

import { make } from "./dom.js";
import { legend } from "./legend.js";
import { reachOf } from "./colours.js";
import { sliceNorms } from "./arithmetic.js";
import { tile } from "./tile.js";
import { addressOf, short, thousands } from "./words.js";

const ROOM = { width: 640, height: 460 };

/** A matrix of all slices of `filters` `[height, width, in, out]`. `onrow(out)` hears which row was clicked. */
export function sliceMatrix({ layer, filters, onhover, onrow }) {
  const [height, width, inputs, outputs] = filters.shape;
  const norms = sliceNorms(filters);
  const reach = reachOf(norms);
  const zoom = Math.max(1, Math.min(12, Math.floor(ROOM.width / inputs), Math.floor(ROOM.height / outputs)));
  const figure = tile({
    values: norms, height: outputs, width: inputs, zoom, colours: "relu", reach,
    label: `${layer}, length of ${thousands(norms.length)} slices, a row for each output`,
    onhover: (at) => onhover?.(at && { address: addressOf(layer, at.row, at.column), value: at.value, channel: at.row, input: at.column }),
    onclick: ({ row }) => onrow(row),
  });
  return make(
    "div",
    { class: "gn-matrix" },
    make("p", { class: "gn-note" }, `${thousands(norms.length)} slices of ${height}×${width}: a row for each of ${thousands(outputs)} outputs, a column for each of ${thousands(inputs)} inputs. The darker, the larger its weights. Click a row to open that output.`),
    make("div", { class: "gn-matrix-body" }, figure, legend({ colours: "relu", reach, note: `length of a slice (L2), longest ${short(reach)}` })),
  );
}
