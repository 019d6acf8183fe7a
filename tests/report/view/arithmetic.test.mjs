import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import {
  activated, partialMaps, pixelOf, placeUnder, sliceNorms, sliceOf, tapsAt, totalOf, windowAt,
} from "../../../src/glassnet/report/view/arithmetic.js";
import { contributions, whereIn } from "../../../src/glassnet/report/view/unit.js";

const array = (shape, values) => ({ shape, values: Float32Array.from(values) });
const near = (one, other, told) => {
  assert.equal(one.length, other.length, told);
  one.forEach((value, at) => assert.ok(Math.abs(value - other[at]) <= 1e-4, `${told} at ${at}: ${value} and ${other[at]}`));
};

test("a window of two by two over three by three, worked by hand", () => {
  // 1 2 3      1 10        1+20+400+5000   2+30+500+6000   (3 + 0 + 600 + 0)
  // 4 5 6  by  100 1000
  // 7 8 9      SAME pads an even window behind: below and right.
  const fed = array([3, 3, 1], [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  const filters = array([2, 2, 1, 1], [1, 10, 100, 1000]);
  const window = { size: [2, 2], stride: [1, 1], before: [0, 0], after: [1, 1] };
  const [partial] = partialMaps(fed, filters, 0, window, 3, 3);
  assert.deepEqual(Array.from(partial), [5421, 6532, 603, 8754, 9865, 906, 87, 98, 9]);
  assert.deepEqual(Array.from(totalOf([partial], 0.5)).slice(0, 2), [5421.5, 6532.5]);
  const { inputs, total } = pixelOf(fed, filters, 0.5, 0, 0, 2, window);
  assert.deepEqual([Array.from(inputs[0].patch), inputs[0].onMap], [[3, 0, 6, 0], [true, false, true, false]]);
  assert.deepEqual([inputs[0].sum, total], [603, 603.5]);
});

test("the window of 91 taps over a photo of 91: a corner has 2,116 of 8,281 on the photo, the middle all", () => {
  const window = { size: [91, 91], stride: [1, 1], before: [45, 45] };
  assert.deepEqual(tapsAt(window, 0, 0, 91, 91), { on: 2116, of: 8281 });
  assert.deepEqual(tapsAt(window, 45, 45, 91, 91), { on: 8281, of: 8281 });
});

test("a window of 10 with 4 before: the unit in row 45 looks at rows 41 to 50", () => {
  const window = { size: [10, 10], stride: [1, 1], before: [4, 4] };
  assert.deepEqual(windowAt(window, 45, 0), { top: 41, left: -4, bottom: 50, right: 5 });
  assert.deepEqual(placeUnder(window, 45, 0, 91, 91), { row: 45, column: 0 }); // the middle of 41..50 is 45.5
});

test("the place under the cursor is on the map, whatever the stride", () => {
  const window = { size: [3, 3], stride: [2, 2], before: [1, 1] };
  assert.deepEqual(placeUnder(window, 8, 3, 5, 5), { row: 4, column: 2 });
});

test("slices come out of [height, width, in, out] as they are addressed, and their lengths row by row", () => {
  const filters = array([1, 2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]); // two places, each in0: out0 out1, in1: out0 out1
  assert.deepEqual(Array.from(sliceOf(filters, 1, 0)), [2, 6]);
  near(sliceNorms(filters), [Math.hypot(1, 5), Math.hypot(3, 7), Math.hypot(2, 6), Math.hypot(4, 8)], "norms");
});

test("a number kept in three digits is shown as what the arithmetic gives, one that disagrees as it was kept", () => {
  assert.equal(activated("relu", 3.014, 3.0156), 3.014);
  assert.equal(activated("relu", -0.9, 0), 0);
  assert.equal(activated(null, 3.014, 3.2), 3.2);
  assert.equal(activated("softmax", 3.014, 0.5), 0.5);
  assert.ok(Number.isNaN(activated("relu", NaN, NaN)));
});

test("a unit is its numbers times its weights, and says where each number is from", () => {
  assert.deepEqual(Array.from(contributions([2, -1], { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] }, 1)), [4, -5]);
  assert.equal(whereIn({ name: "pool", shape: [2, 3, 4] }, 23), "pool/out 3, row 1, column 2");
  assert.equal(whereIn({ name: "dense", shape: [9] }, 7), "dense/out 7");
});

test("partial maps, totals and single pixels are Python's", { skip: !process.env.GLASSNET_TWIN && "run by pytest" }, () => {
  const { sums } = JSON.parse(readFileSync(process.env.GLASSNET_TWIN));
  for (const { name, fed, filters, bias, out, window, shape, partial, total, pixels } of sums) {
    const given = [array(fed.shape, fed.values), array(filters.shape, filters.values)];
    const partials = partialMaps(...given, out, window, ...shape);
    partials.forEach((map, into) => near(map, partial[into], `${name}, partial map of in ${into}`));
    near(totalOf(partials, bias), total, `${name}, total`);
    for (const pixel of pixels) {
      const found = pixelOf(...given, bias, out, pixel.row, pixel.column, window);
      near([found.total], [pixel.total], `${name}, total of a pixel`);
      found.inputs.forEach((input, into) => {
        near(input.patch, pixel.patch[into], `${name}, patch`);
        near(input.products, pixel.products[into], `${name}, products`);
      });
      assert.equal(tapsAt(window, pixel.row, pixel.column, ...fed.shape).on, pixel.taps, name);
    }
  }
});
