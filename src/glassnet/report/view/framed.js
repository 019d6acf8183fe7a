// A photo in true greys or colours with a frame on it, around the exact pixels a unit sees; and such pixels cut out.

import { frameOver, make } from "./dom.js";
import { enlarged, photoPaint } from "./panel_pieces.js";
import { tile } from "./tile.js";

/** `photo` is `{ shape: [H, W, C], values }`; `figure.frame({ top, left, bottom, right })` moves the frame, null hides it. */
export function framedPhoto({ network, photo, label, pixels, seen = null }) {
  const [height, width, channels] = photo.shape;
  const figure = tile({ ...photoPaint(network), channels, values: photo.values, height, width, ...enlarged(height, width, pixels), label });
  figure.frame = frameOver(figure, "gn-seen");
  figure.frame(seen);
  return figure;
}

/** `[top, left, bottom, right]`, all included, by name. */
export function regionOf([top, left, bottom, right]) {
  return { top, left, bottom, right };
}

/** A region in words: "rows 41 to 50, columns 0 to 5". */
export function regionInWords({ top, left, bottom, right }) {
  return `rows ${top} to ${bottom}, columns ${left} to ${right}`;
}

/** A piece cut out of a photo, or a note where no photo stands behind the layer. */
export function photoPiece({ network, piece, label, pixels, onclick }) {
  const [height, width, channels] = piece?.shape ?? [0, 0, 0];
  if (!height || !width) return make("span", { class: "gn-note" }, "no piece of a photo");
  return tile({ ...photoPaint(network), channels, values: piece.values, height, width, ...enlarged(height, width, pixels), label, onclick });
}
