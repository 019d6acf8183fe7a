// What the colours mean: a ramp with numbers at its ends, which are exactly the reach the tiles beside it were painted with.

import { SILENT, greys, mapColours, weightColours } from "./colours.js";
import { make } from "./dom.js";
import { many, short } from "./words.js";

const WIDE = 101; // so that the middle is a pixel of its own, and white

/**
 * A legend. `colours` is "weights", "map", "relu" or "photo"; `reach` as of the tiles. A photo's ends are `low`, `high`.
 * `broken` is how many of the values are no numbers.
 */
export function legend({ colours, reach, low = 0, high = 1, note = "", broken = 0 }) {
  const [first, last] = endsOf({ colours, reach, low, high });
  const silent = colours !== "photo" && !(reach >= SILENT);
  const canvas = make("canvas", { width: WIDE, height: 1, "aria-hidden": "true" });
  const inks = colours === "photo" ? greys(ramp(low, high), low, high) : paintedBy(colours)(ramp(first, last), reach);
  canvas.getContext("2d").putImageData(new ImageData(inks, WIDE, 1), 0, 0);
  const middle = colours === "weights" || colours === "map" ? ["0"] : [];
  const flat = broken ? [] : ["silent: nothing above a millionth"];
  const marks = silent ? flat : [short(first), ...middle, short(last)];
  return make(
    "div",
    { class: "gn-legend", "data-colours": colours, "data-low": first, "data-high": last },
    canvas,
    make("div", { class: "gn-legend-marks" }, marks.map((mark) => make("span", {}, mark))),
    broken ? make("div", { class: "gn-note" }, `hatched: ${many(broken, "value")} not a number`) : null,
    note ? make("div", { class: "gn-note" }, note) : null,
  );
}

/** The numbers at the two ends of a legend. */
export function endsOf({ colours, reach, low = 0, high = 1 }) {
  if (colours === "photo") return [low, high];
  return colours === "relu" ? [0, reach] : [-reach, reach];
}

/** The function that gives values their colours. */
export function paintedBy(colours) {
  if (colours === "weights") return weightColours;
  return (values, reach) => mapColours(values, reach, { positive: colours === "relu" });
}

function ramp(first, last) {
  return Float64Array.from({ length: WIDE }, (_, at) => first + ((last - first) * at) / (WIDE - 1));
}
