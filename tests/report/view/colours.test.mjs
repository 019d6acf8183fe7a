import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { greys, mapColours, weightColours } from "../../../src/glassnet/report/view/colours.js";

const rgb = (bytes, at = 0) => Array.from(bytes.slice(at * 4, at * 4 + 3));

test("zero is white and the ends are the ends of the ramp", () => {
  const weights = weightColours([-0.2, 0, 0.2], 0.2);
  assert.deepEqual([0, 1, 2].map((at) => rgb(weights, at)), [[0x54, 0x30, 0x05], [255, 255, 255], [0, 0x3c, 0x30]]);
  const maps = mapColours([-3, 0, 3], 3);
  assert.deepEqual([0, 1, 2].map((at) => rgb(maps, at)), [[0x67, 0, 0x1f], [255, 255, 255], [0x05, 0x30, 0x61]]);
});

test("behind a relu the blue half is the same blue, and nothing is red", () => {
  assert.deepEqual(mapColours([0, 1, 2], 2, { positive: true }), mapColours([0, 1, 2], 2));
  assert.deepEqual(rgb(mapColours([-2], 2, { positive: true })), [255, 255, 255]);
});

test("what lies beyond the reach has the colour of the end", () => {
  assert.deepEqual(rgb(weightColours([9], 0.2)), [0, 0x3c, 0x30]);
});

test("a reach under a millionth is flat white, never stretched", () => {
  assert.ok(mapColours(new Float32Array([1e-7, -1e-7]), 1e-7).every((byte) => byte === 255));
});

test("what is no number is grey, and never a colour of the ramp", () => {
  for (const broken of [NaN, Infinity, -Infinity]) assert.deepEqual(rgb(weightColours([broken], 1)), [0x99, 0x99, 0x99]);
});

test("a photo is black at its lowest, white at its highest, in colour where it has three channels", () => {
  assert.deepEqual(rgb(greys([0, 0.5, 1], 0, 1), 1), [128, 128, 128]); // 127.5 goes to the even one
  assert.deepEqual(rgb(greys([0, 0.2, 1], 0, 1, 3)), [0, 51, 255]);
});

test("every byte is the one Python paints", { skip: !process.env.GLASSNET_TWIN && "run by pytest" }, () => {
  const twin = JSON.parse(readFileSync(process.env.GLASSNET_TWIN));
  const pixels = (bytes) => Array.from({ length: bytes.length / 4 }, (_, at) => rgb(bytes, at));
  for (const { values, reach, ...painted } of twin.colours) {
    const numbers = Float32Array.from(values);
    assert.deepEqual(pixels(weightColours(numbers, reach)), painted.weights);
    assert.deepEqual(pixels(mapColours(numbers, reach)), painted.maps);
    assert.deepEqual(pixels(mapColours(numbers, reach, { positive: true })), painted.positive);
    assert.deepEqual(pixels(greys(numbers, -0.5 * reach, 0.9 * reach)), painted.greys);
    assert.deepEqual(pixels(greys(numbers, 0, reach, 3)), painted.colour);
  }
});
