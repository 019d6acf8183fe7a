// One colour for one number, byte for byte what `report/colours.py` paints: weights, maps, and photos in greys.

// ColorBrewer's BrBG and RdBu of eleven steps, their pale grey middles made white: zero must look like nothing.
const BROWN_TO_GREEN = [
  [0x54, 0x30, 0x05], [0x8c, 0x51, 0x0a], [0xbf, 0x81, 0x2d], [0xdf, 0xc2, 0x7d], [0xf6, 0xe8, 0xc3], [0xff, 0xff, 0xff],
  [0xc7, 0xea, 0xe5], [0x80, 0xcd, 0xc1], [0x35, 0x97, 0x8f], [0x01, 0x66, 0x5e], [0x00, 0x3c, 0x30],
];
const RED_TO_BLUE = [
  [0x67, 0x00, 0x1f], [0xb2, 0x18, 0x2b], [0xd6, 0x60, 0x4d], [0xf4, 0xa5, 0x82], [0xfd, 0xdb, 0xc7], [0xff, 0xff, 0xff],
  [0xd1, 0xe5, 0xf0], [0x92, 0xc5, 0xde], [0x43, 0x93, 0xc3], [0x21, 0x66, 0xac], [0x05, 0x30, 0x61],
];
const NOT_A_NUMBER = 0x99; // a grey neither ramp holds
export const SILENT = 1e-6; // what reaches less far is drawn flat: stretching it would show noise

// Where the eleven colours stand: -1, -0.8, ... 1, with the rounding that numpy's linspace leaves in them.
const STEPS = Array.from({ length: 11 }, (_, step) => (step === 10 ? 1 : step * 0.2 - 1));

/** Weights: brown at `-reach`, white at 0, blue-green at `+reach`. RGBA, four bytes for each value. */
export function weightColours(values, reach) {
  return painted(values, reach, BROWN_TO_GREEN);
}

/** Maps: red at `-reach`, white at 0, blue at `+reach`. Behind a relu (`positive`) nothing is negative, and what is, is white. */
export function mapColours(values, reach, { positive = false } = {}) {
  return painted(values, reach, RED_TO_BLUE, positive ? 0 : -1);
}

/** Photos: black at `low`, white at `high`. With 3 `channels` the values are red, green, blue, pixel by pixel. */
export function greys(values, low, high, channels = 1) {
  const bytes = new Uint8ClampedArray((values.length / channels) * 4);
  const single = values instanceof Float32Array ? Math.fround : (number) => number;
  const span = high > low ? high - low : 1;
  for (let pixel = 0; pixel < bytes.length / 4; pixel += 1) {
    for (let colour = 0; colour < 3; colour += 1) {
      const value = values[pixel * channels + (channels === 3 ? colour : 0)];
      const share = single(single(value - single(low)) / single(span));
      bytes[pixel * 4 + colour] = Number.isFinite(value) ? halfToEven(255 * Math.min(1, Math.max(0, share))) : NOT_A_NUMBER;
    }
    bytes[pixel * 4 + 3] = 255;
  }
  return bytes;
}

/** The furthest any finite value lies from 0; 0 where there is none. */
export function reachOf(values) {
  let reach = 0;
  for (const value of values) {
    const size = Math.abs(value);
    if (size > reach && size < Infinity) reach = size;
  }
  return reach;
}

/** How many values are no numbers: NaN or infinite. */
export function brokenIn(values) {
  let count = 0;
  for (const value of values) if (!Number.isFinite(value)) count += 1;
  return count;
}

function painted(values, reach, ramp, lowest = -1) {
  const bytes = new Uint8ClampedArray(values.length * 4).fill(255);
  // float32 divided by a number stays float32 in numpy, so it does here.
  const single = values instanceof Float32Array ? Math.fround : (number) => number;
  const flat = !(reach >= SILENT);
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at];
    if (!Number.isFinite(value)) {
      bytes.fill(NOT_A_NUMBER, at * 4, at * 4 + 3);
    } else if (!flat && value !== 0) {
      rampAt(ramp, Math.max(lowest, single(value / single(reach))), bytes, at * 4);
    }
  }
  return bytes;
}

function rampAt(ramp, share, bytes, at) {
  let step = Math.min(9, Math.max(0, Math.floor((share + 1) * 5)));
  if (step < 9 && share >= STEPS[step + 1]) step += 1;
  if (step > 0 && share < STEPS[step]) step -= 1;
  const beyond = share <= -1 ? ramp[0] : share >= 1 ? ramp[10] : null;
  for (let colour = 0; colour < 3; colour += 1) {
    const slope = (ramp[step + 1][colour] - ramp[step][colour]) / (STEPS[step + 1] - STEPS[step]);
    bytes[at + colour] = beyond ? beyond[colour] : halfToEven(slope * (share - STEPS[step]) + ramp[step][colour]);
  }
}

/** Round as numpy does: 0.5 to 0, 1.5 to 2. */
function halfToEven(number) {
  const whole = Math.round(number);
  return whole - number === 0.5 && whole % 2 !== 0 ? whole - 1 : whole;
}
