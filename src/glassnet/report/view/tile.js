// One small picture of numbers: true pixels, enlarged by whole numbers only, with its range in words for who cannot see it.

import { SILENT, brokenIn, greys } from "./colours.js";
import { make } from "./dom.js";
import { paintedBy } from "./legend.js";
import { many, short } from "./words.js";

/**
 * A figure of `values` (`height` rows of `width`). `colours`: "weights", "map", "relu", or "photo" with `low`, `high` and
 * `channels` 1 or 3. `reach` is where the colours end; `zoom` screen pixels show one value, `every` > 1 shows only each
 * so-manieth row and column. `onhover({row, column, value})` hears of the value under the cursor, null when it left;
 * `onclick({row, column, value}, byKey)` of clicks; a key has no place and says its first value. `figure.paint({...})` paints other values in place.
 */
export function tile(settings) {
  const canvas = make("canvas", { "aria-hidden": "true" });
  const figure = make("figure", { class: "gn-tile", tabindex: settings.tabindex ?? 0, role: "img" }, canvas);
  let now = { zoom: 1, every: 1, low: 0, high: 1, channels: 1, reach: 1, label: "", ...settings };
  const at = (event) => placeOn(canvas, event, now);

  figure.paint = (changes = {}) => {
    now = { ...now, ...changes };
    figure.painted = now;
    drawOn(canvas, now);
    const told = spoken(now);
    figure.setAttribute("aria-label", told);
    figure.title = told;
    figure.classList.toggle("gn-silent", isSilent(now));
  };
  if (settings.onhover) {
    figure.addEventListener("pointermove", (event) => settings.onhover(at(event)));
    figure.addEventListener("pointerleave", () => settings.onhover(null));
  }
  if (settings.onclick) {
    figure.classList.add("gn-clickable");
    figure.setAttribute("role", "button");
    figure.addEventListener("click", (event) => settings.onclick(at(event), false));
    figure.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      settings.onclick(valueAt(now, 0, 0), true);
    });
  }
  figure.paint();
  return figure;
}

/** What a tile says of itself: its address, its sides, its range, and what of it is no number. */
export function spoken({ label, values, height, width, channels = 1, colours, reach = 1 }) {
  const [least, most, broken] = rangeOf(values);
  const size = `${height} by ${width}${channels === 3 ? ", in colour" : ""}`;
  const found = least > most ? "no numbers" : isSilent({ colours, reach }) ? "silent" : `${short(least)} to ${short(most)}`;
  return `${label}, ${size}, ${found}${broken ? `, ${many(broken, "value")} not a number` : ""}`;
}

/** The colours of a tile, RGBA, as wide and high as `sampled` says. Where no number is, the zoomed tile is hatched. */
export function inksOf(now) {
  const seen = sampled(now);
  const inks = now.colours === "photo"
    ? greys(seen.values, now.low, now.high, now.channels)
    : paintedBy(now.colours)(seen.values, now.reach);
  if (brokenIn(seen.values) === 0) return { inks, width: seen.width, height: seen.height, scale: now.zoom };
  return { ...hatched(inks, seen, now), scale: 1 };
}

/** Each `every`-th row and column of the values: fewer of them, but none that was made up. */
export function sampled({ values, height, width, channels = 1, every = 1 }) {
  if (every === 1) return { values, height, width };
  const rows = Math.ceil(height / every);
  const columns = Math.ceil(width / every);
  const kept = new values.constructor(rows * columns * channels);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      const from = (row * every * width + column * every) * channels;
      for (let c = 0; c < channels; c += 1) kept[(row * columns + column) * channels + c] = values[from + c];
    }
  }
  return { values: kept, height: rows, width: columns };
}

function isSilent({ colours, reach }) {
  return colours !== "photo" && !(reach >= SILENT);
}

function drawOn(canvas, now) {
  const { inks, width, height, scale } = inksOf(now);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  canvas.style.width = `${width * scale}px`;
  canvas.style.height = `${height * scale}px`;
  canvas.getContext("2d").putImageData(new ImageData(inks, width, height), 0, 0);
}

/** Enlarged by `zoom`, with stripes of grey and white where no number is. */
function hatched(inks, { values, height, width }, { zoom, channels }) {
  const large = new Uint8ClampedArray(inks.length * zoom * zoom);
  for (let row = 0; row < height * zoom; row += 1) {
    for (let column = 0; column < width * zoom; column += 1) {
      const from = Math.floor(row / zoom) * width + Math.floor(column / zoom);
      const to = (row * width * zoom + column) * 4;
      let known = true;
      for (let c = 0; c < channels; c += 1) known &&= Number.isFinite(values[from * channels + c]);
      for (let c = 0; c < 3; c += 1) large[to + c] = known ? inks[from * 4 + c] : (row + column) % 4 < 2 ? 0x99 : 0xff;
      large[to + 3] = 255;
    }
  }
  return { inks: large, width: width * zoom, height: height * zoom };
}

function placeOn(canvas, event, now) {
  const box = canvas.getBoundingClientRect();
  const along = (from, length, most) => Math.min(most - 1, Math.max(0, Math.floor((from / length) * most)));
  const row = along(event.clientY - box.top, box.height || 1, Math.ceil(now.height / now.every)) * now.every;
  const column = along(event.clientX - box.left, box.width || 1, Math.ceil(now.width / now.every)) * now.every;
  return valueAt(now, row, column);
}

function valueAt({ values, width, channels }, row, column) {
  const from = (row * width + column) * channels;
  return { row, column, value: channels === 1 ? values[from] : Array.from(values.slice(from, from + channels)) };
}

function rangeOf(values) {
  let [least, most, broken] = [Infinity, -Infinity, 0];
  for (const value of values) {
    if (!Number.isFinite(value)) broken += 1;
    else {
      if (value < least) least = value;
      if (value > most) most = value;
    }
  }
  return [least, most, broken];
}
