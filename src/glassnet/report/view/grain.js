// The arithmetic of filters seen live: slices, what of them was learned, how alike neighbours are. `inside/grain.py` again.

import { sliceOf } from "./arithmetic.js";

const FLAT_SPREAD = 1e-6; // of its own largest weight: less spread than that is rounding

/**
 * How alike neighbours above and beside each other are, -1..1: noise about 0, a smooth picture nearly 1, a chessboard -1.
 * NaN where the slice is flat, has no neighbours, or holds what is no number.
 */
export function neighboursAlike(slice, height, width) {
  const largest = slice.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (!Number.isFinite(largest) || slice.some(Number.isNaN)) return NaN;
  const scaled = Float64Array.from(slice, (value) => value / (largest || 1));
  const mean = scaled.reduce((sum, value) => sum + value, 0) / scaled.length;
  const spread = Math.sqrt(scaled.reduce((sum, value) => sum + (value - mean) ** 2, 0) / scaled.length);
  if (!(spread > FLAT_SPREAD)) return NaN;
  let [alike, pairs] = [0, 0];
  for (let at = 0; at < scaled.length; at += 1) {
    const here = (scaled[at] - mean) / spread;
    for (const next of [at % width < width - 1 ? at + 1 : -1, at + width < scaled.length ? at + width : -1]) {
      if (next < 0) continue;
      alike += here * ((scaled[next] - mean) / spread);
      pairs += 1;
    }
  }
  return pairs ? alike / pairs : NaN;
}

/** `neighboursAlike` of every slice of weights `[height, width, in, out]`; slices one output after the other. */
export function allNeighboursAlike(values, shape) {
  const [height, width, inputs, outputs] = shape;
  return Float64Array.from({ length: inputs * outputs }, (_, at) =>
    neighboursAlike(sliceOf({ shape, values }, Math.floor(at / inputs), at % inputs), height, width));
}

/** `[low, median, high]`: a quarter of the numbers lies below `low`, a quarter above `high`; null where there are none. */
export function quartiles(numbers) {
  const known = Float64Array.from(numbers).filter((number) => !Number.isNaN(number)).sort();
  if (known.length === 0) return null;
  return [0.25, 0.5, 0.75].map((share) => {
    const place = share * (known.length - 1);
    const below = Math.floor(place);
    return known[below] + (place - below) * ((known[below + 1] ?? known[below]) - known[below]);
  });
}

/** `{ learned, cosine }` of weights beside their start: what is left when `share` of the start is taken off, and their angle. */
export function learnedBeside(now, start, share) {
  let [product, square, own] = [0, 0, 0];
  for (let at = 0; at < now.length; at += 1) {
    if (!Number.isFinite(now[at]) || !Number.isFinite(start[at])) continue;
    product += now[at] * start[at];
    square += start[at] ** 2;
    own += now[at] ** 2;
  }
  const learned = Float32Array.from(now, (value, at) => value - share * start[at]);
  return { learned, cosine: square > 0 && own > 0 ? product / Math.sqrt(square * own) : NaN };
}

/**
 * Whether a learned part is so small that half precision, in which weights of an epoch are kept, blurs it: its size (root
 * mean square) is not four times that of the rounding in `now` and its start.
 */
export function isBlurred(learned, now) {
  const size = learned.reduce((sum, value) => sum + (Number.isFinite(value) ? value ** 2 : 0), 0);
  const rounding = now.reduce((sum, value) => sum + (Number.isFinite(value) ? 2 * halfStep(value) ** 2 : 0), 0) / 12;
  return size < 16 * rounding;
}

/** The step between neighbouring numbers of half precision at `value`: 2^-10 of the power of 2 below it. */
function halfStep(value) {
  return 2 ** (Math.max(-14, Math.floor(Math.log2(Math.abs(value) || 1e-9))) - 10);
}
