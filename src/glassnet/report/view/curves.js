// Lines through numbers, for the curve under the page. Plain arithmetic.

/** The axis for `values`: from 0 to the largest of them. */
export function bounds(values) {
  return { low: 0, high: Math.max(...values.filter(Number.isFinite), 0) || 1 };
}

/** The path through `values` at `places`: a gap where a value is no number, a dot where it stands alone. */
export function polyline(places, values, { x, height, low, high }) {
  let path = "";
  let drawn = false;
  values.forEach((value, at) => {
    if (!Number.isFinite(value)) {
      drawn = false;
      return;
    }
    const y = height * (1 - (value - low) / (high - low));
    const here = `${round(x(places[at]))},${round(y)}`;
    const alone = !drawn && !Number.isFinite(values[at + 1]);
    path += alone ? `M${here}h0.01` : `${drawn ? "L" : "M"}${here}`;
    drawn = true;
  });
  return path;
}

function round(number) {
  return Math.round(number * 100) / 100;
}
