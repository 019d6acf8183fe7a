// The sums behind a map, down to one number of it. Plain arrays; the same sums as `glassnet.inside.maps` does in Python.

/** One slice `[height, width]` of filters `[height, width, in, out]`. */
export function sliceOf({ shape, values }, out, into) {
  const [height, width, inputs, outputs] = shape;
  const slice = new Float32Array(height * width);
  for (let at = 0; at < slice.length; at += 1) slice[at] = values[(at * inputs + into) * outputs + out];
  return slice;
}

/** One channel `[height, width]` of maps `[height, width, channels]`. */
export function channelOf({ shape, values }, channel) {
  const channels = shape[2];
  const picture = new Float32Array(shape[0] * shape[1]);
  for (let at = 0; at < picture.length; at += 1) picture[at] = values[at * channels + channel];
  return picture;
}

/**
 * What input `into` adds to map `out`, `[rows, columns]`: its slice, slid over that input. `window` is
 * `{ size, stride, before }`; where it hangs over the border there is nothing, which counts as 0.
 */
export function partialMap(fed, filters, out, into, window, rows, columns) {
  const [height, width] = fed.shape;
  const picture = channelOf(fed, into);
  const slice = sliceOf(filters, out, into);
  const [high, wide] = window.size;
  const made = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row += 1) {
    const top = row * window.stride[0] - window.before[0];
    const [firstRow, lastRow] = [Math.max(0, -top), Math.min(high, height - top)];
    for (let column = 0; column < columns; column += 1) {
      const left = column * window.stride[1] - window.before[1];
      const [first, last] = [Math.max(0, -left), Math.min(wide, width - left)];
      let sum = 0;
      for (let r = firstRow; r < lastRow; r += 1) {
        const from = (top + r) * width + left;
        for (let c = first; c < last; c += 1) sum += picture[from + c] * slice[r * wide + c];
      }
      made[row * columns + column] = sum;
    }
  }
  return made;
}

/** All partial maps of map `out`, one for each input, in order. */
export function partialMaps(fed, filters, out, window, rows, columns) {
  return Array.from({ length: filters.shape[2] }, (_, into) => partialMap(fed, filters, out, into, window, rows, columns));
}

/** Partial maps and the bias, added up: the map before its activation. */
export function totalOf(partials, bias) {
  const total = new Float64Array(partials[0].length).fill(bias);
  for (const partial of partials) for (let at = 0; at < total.length; at += 1) total[at] += partial[at];
  return Float32Array.from(total);
}

/** The rows and columns of the input under the window at that place of the map, outside the border too. */
export function windowAt(window, row, column) {
  const top = row * window.stride[0] - window.before[0];
  const left = column * window.stride[1] - window.before[1];
  return { top, left, bottom: top + window.size[0] - 1, right: left + window.size[1] - 1 };
}

/** The place of the map whose window has its middle nearest to a place of the input. */
export function placeUnder(window, row, column, rows, columns) {
  const along = (at, axis, most) => {
    const place = Math.round((at + window.before[axis] - (window.size[axis] - 1) / 2) / window.stride[axis]);
    return Math.min(most - 1, Math.max(0, place));
  };
  return { row: along(row, 0, rows), column: along(column, 1, columns) };
}

/** How many places of the window lie on an input of `height` x `width`, and how many there are. */
export function tapsAt(window, row, column, height, width) {
  const { top, left, bottom, right } = windowAt(window, row, column);
  const high = Math.max(0, Math.min(bottom, height - 1) - Math.max(top, 0) + 1);
  const wide = Math.max(0, Math.min(right, width - 1) - Math.max(left, 0) + 1);
  return { on: high * wide, of: window.size[0] * window.size[1] };
}

/** What lies under the window of one input, `[height, width]`: 0, and `onMap` false, where it hangs over the border. */
export function patchAt(fed, into, window, row, column) {
  const [height, width, channels] = fed.shape;
  const { top, left } = windowAt(window, row, column);
  const [high, wide] = window.size;
  const patch = new Float32Array(high * wide);
  const onMap = new Array(high * wide).fill(false);
  for (let r = 0; r < high; r += 1) {
    for (let c = 0; c < wide; c += 1) {
      const [y, x] = [top + r, left + c];
      if (y < 0 || x < 0 || y >= height || x >= width) continue;
      patch[r * wide + c] = fed.values[(y * width + x) * channels + into];
      onMap[r * wide + c] = true;
    }
  }
  return { patch, onMap };
}

/**
 * The arithmetic behind one number of map `out`: for each input its patch, kernel, products and their sum; `total` is all
 * sums and the bias.
 */
export function pixelOf(fed, filters, bias, out, row, column, window) {
  const inputs = Array.from({ length: filters.shape[2] }, (_, into) => {
    const { patch, onMap } = patchAt(fed, into, window, row, column);
    const kernel = sliceOf(filters, out, into);
    const products = Float64Array.from(patch, (value, at) => value * kernel[at]);
    return { patch, onMap, kernel, products, sum: products.reduce((sum, value) => sum + value, 0) };
  });
  return { inputs, bias, total: inputs.reduce((sum, each) => sum + each.sum, bias) };
}

/**
 * What an activation makes of `total`, where it looks at that number alone and agrees with what was `recorded`: a page may
 * have kept three digits of that. Otherwise what was recorded.
 */
export function activated(activation, total, recorded) {
  const made = (ACTIVATIONS[activation ?? "linear"] ?? (() => NaN))(total);
  return Math.abs(made - recorded) <= 2e-3 * Math.max(Math.abs(recorded), 1e-2) ? made : recorded;
}

const ACTIVATIONS = {
  linear: (total) => total, relu: (total) => Math.max(0, total), tanh: Math.tanh, sigmoid: (total) => 1 / (1 + Math.exp(-total)),
};

/** How long each slice of filters `[height, width, in, out]` is (L2), `[out][in]` row by row. */
export function sliceNorms({ shape, values }) {
  const [height, width, inputs, outputs] = shape;
  const norms = new Float64Array(outputs * inputs);
  for (let at = 0; at < height * width; at += 1) {
    for (let into = 0; into < inputs; into += 1) {
      for (let out = 0; out < outputs; out += 1) {
        norms[out * inputs + into] += values[(at * inputs + into) * outputs + out] ** 2;
      }
    }
  }
  return Float32Array.from(norms, Math.sqrt);
}
