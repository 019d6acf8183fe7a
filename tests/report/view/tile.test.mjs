import assert from "node:assert/strict";
import test from "node:test";

import { endsOf } from "../../../src/glassnet/report/view/legend.js";
import { inksOf, sampled, spoken } from "../../../src/glassnet/report/view/tile.js";
import { percent, short, thousands } from "../../../src/glassnet/report/view/words.js";

test("a tile says its address, its sides and its range", () => {
  const told = spoken({ label: "conv_2/out 17", values: [-1, 0, 2, 0.5], height: 2, width: 2, colours: "map", reach: 2 });
  assert.equal(told, "conv_2/out 17, 2 by 2, -1 to 2");
});

test("a tile counts what is no number, and says so when it is silent", () => {
  const some = { label: "a", height: 1, width: 3, colours: "weights", reach: 1 };
  assert.equal(spoken({ ...some, values: [NaN, 1, Infinity] }), "a, 1 by 3, 1 to 1, 2 values not a number");
  assert.equal(spoken({ ...some, values: [0, 0, 0], reach: 0 }), "a, 1 by 3, silent");
});

test("what is no number is hatched at the size it is shown, and the rest keeps its colour", () => {
  const { inks, width, height } = inksOf({ values: [NaN, 0], height: 1, width: 2, colours: "map", reach: 1, zoom: 4, channels: 1 });
  assert.deepEqual([width, height], [8, 4]);
  const greyAt = (row, column) => inks[(row * 8 + column) * 4] === 0x99;
  assert.deepEqual([0, 1, 2, 3].map((column) => greyAt(0, column)), [true, true, false, false]);
  assert.deepEqual([0, 1, 2, 3].map((column) => greyAt(1, column)), [true, false, false, true]);
  assert.ok([4, 5, 6, 7].every((column) => inks[column * 4] === 255));
});

test("every second row and column are true values, the first included", () => {
  const { values, height, width } = sampled({ values: new Float32Array([0, 1, 2, 3, 4, 5, 6, 7, 8]), height: 3, width: 3, every: 2 });
  assert.deepEqual([Array.from(values), height, width], [[0, 2, 6, 8], 2, 2]);
});

test("a legend ends where the colours end: at the reach on both sides, behind a relu from 0", () => {
  assert.deepEqual(endsOf({ colours: "weights", reach: 0.3 }), [-0.3, 0.3]);
  assert.deepEqual(endsOf({ colours: "relu", reach: 0.3 }), [0, 0.3]);
  assert.deepEqual(endsOf({ colours: "photo", low: 0, high: 255 }), [0, 255]);
});

test("numbers are written short, and a share is 100 % only where nothing is missing", () => {
  assert.deepEqual([0.123456, -2, 1e-9, 34881234, NaN].map(short), ["0.1235", "-2", "1.00e-9", "3.49e7", "not a number"]);
  assert.deepEqual([1, 0.99999, 0.5, 0].map(percent), ["100 %", "over 99.9 %", "50 %", "0 %"]);
  assert.equal(thousands(34881234), "34,881,234");
});
