// A photo in true greys or colours with frames drawn on it, each the exact pixels a unit sees.

import { make, makeSvg } from "./dom.js";
import { photoPaint, enlarged } from "./panel_pieces.js";
import { tile } from "./tile.js";

/**
 * `photo` is `{ shape: [H, W, C], values }`; `frames` are `[top, left, bottom, right]`, all included. `figure.frame([...])`
 * draws others in place.
 */
export function framedPhoto({ network, photo, label, pixels, frames = [], onclick }) {
  const [height, width, channels] = photo.shape;
  const { zoom, every } = enlarged(height, width, pixels);
  const figure = tile({ ...photoPaint(network), channels, values: photo.values, height, width, zoom, every, label, onclick });
  const side = (length) => Math.ceil(length / every) * zoom;
  const overlay = makeSvg("svg", { class: "gn-frames", width: side(width), height: side(height), viewBox: `0 0 ${width} ${height}`, preserveAspectRatio: "none", "aria-hidden": "true" });
  figure.append(overlay);
  figure.classList.add("gn-framed");
  figure.frame = (shown) => overlay.replaceChildren(...shown.flatMap(frameOf));
  figure.frame(frames);
  return figure;
}

/** A white line around a dark one, so that it is seen on any photo. */
function frameOf([top, left, bottom, right]) {
  const box = { x: left, y: top, width: right - left + 1, height: bottom - top + 1, fill: "none", "vector-effect": "non-scaling-stroke" };
  return [makeSvg("rect", { ...box, stroke: "#ffffff", "stroke-width": 4 }), makeSvg("rect", { ...box, stroke: "#b84a00", "stroke-width": 2 })];
}

/** A region in words: "rows 41 to 50, columns 0 to 5". */
export function regionInWords([top, left, bottom, right]) {
  return `rows ${top} to ${bottom}, columns ${left} to ${right}`;
}

/** A cut-out of a photo, or a note where no photo stands behind the layer. */
export function photoPiece({ network, piece, label, pixels, onclick }) {
  const [height, width, channels] = piece?.shape ?? [0, 0, 0];
  if (!height || !width) return make("span", { class: "gn-note" }, "no piece of a photo");
  return tile({ ...photoPaint(network), channels, values: piece.values, height, width, ...enlarged(height, width, pixels), label, onclick });
}
