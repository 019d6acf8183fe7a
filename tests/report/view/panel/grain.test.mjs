// The arithmetic of filters in JavaScript, on numbers worked by hand and on those Python gives.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { filtersSeen, overEpochs, reaches } from "../../../../src/glassnet/report/view/filters_at.js";
import { allNeighboursAlike, isBlurred, learnedBeside, neighboursAlike, quartiles } from "../../../../src/glassnet/report/view/grain.js";

const twin = JSON.parse(readFileSync(process.env.GLASSNET_GRAIN_TWIN, "utf8"));
const near = (one, other, by = 1e-6) => assert.ok(Math.abs(one - other) <= by || (Number.isNaN(one) && other === null), `${one} is not ${other}`);

test("a chessboard's neighbours are as unlike as can be, a slope's are alike", () => {
  const chess = Float32Array.from({ length: 100 }, (_, at) => (Math.floor(at / 10) + at) % 2);
  const slope = Float32Array.from({ length: 64 }, (_, at) => Math.floor(at / 8) + (at % 8));
  near(neighboursAlike(chess, 10, 10), -1);
  near(neighboursAlike(slope, 8, 8), 0.857, 1e-3);
});

test("neither size nor sign nor mean changes how alike neighbours are", () => {
  const slice = Float32Array.from({ length: 35 }, (_, at) => Math.sin(at * at));
  const changed = slice.map((value) => -7 * value + 3);
  near(neighboursAlike(slice, 5, 7), neighboursAlike(changed, 5, 7), 1e-5);
});

test("what is flat, alone or no number has no likeness", () => {
  for (const slice of [[2, 2, 2, 2], [1, NaN, 2, 3], [1, Infinity, 2, 3]]) assert.ok(Number.isNaN(neighboursAlike(Float32Array.from(slice), 2, 2)));
  assert.ok(Number.isNaN(neighboursAlike(Float32Array.from([3]), 1, 1)));
});

test("Python finds the same likeness, slice by slice, and the same quartiles", () => {
  for (const { weights, shape, alike, spread } of twin.stacks) {
    const found = allNeighboursAlike(Float32Array.from(weights), shape);
    assert.equal(found.length, alike.length);
    found.forEach((value, at) => near(value, alike[at]));
    const quarters = quartiles(found);
    if (spread === null) assert.equal(quarters, null);
    else quarters.forEach((value, at) => near(value, spread[at]));
  }
});

test("Python finds the same learned part, once it has said how much of the start is left", () => {
  for (const { now, start, decays, learned, left, cosine } of twin.learned) {
    const found = learnedBeside(Float32Array.from(now), Float32Array.from(start), decays ? left : 1);
    near(found.cosine, cosine);
    found.learned.forEach((value, at) => near(value, learned[at]));
  }
});

test("quartiles are those of the numbers there are", () => {
  assert.deepEqual(quartiles([4, 1, NaN, 3, 2]), [1.75, 2.5, 3.25]);
  assert.deepEqual(quartiles([5]), [5, 5, 5]);
  assert.equal(quartiles([NaN]), null);
});

test("what was learned is the difference, or where weights decay the rest beside the start", () => {
  assert.deepEqual([...learnedBeside([2, 3], [1, 0], 1).learned], [1, 3]);
  assert.deepEqual([...learnedBeside([2, 3], [1, 0], 2).learned], [0, 3]);
  assert.equal(learnedBeside([2, 3], [0, 0], 0).cosine, NaN);
});

test("a learned part near the rounding of half precision is blurred, one well above it is not", () => {
  // At 0.1 half precision steps by 2^-14 = 6.1e-5: rounding of two such weights has a size of 2.5e-5.
  const now = new Float32Array(100).fill(0.1);
  assert.equal(isBlurred(new Float32Array(100).fill(9e-5), now), true);
  assert.equal(isBlurred(new Float32Array(100).fill(11e-5), now), false);
});

const answers = {
  filters: { said: { left: 0.5, cosine: 0.9, decays: false }, arrays: [[1, 0], [2, 3], [1, 3]].map((values) => ({ shape: [1, 2, 1, 1], values: Float32Array.from(values) })) },
  filters_at: { said: { left: 0.75 }, arrays: [{ shape: [1, 2, 1, 1], values: Float32Array.from([1, 5]) }] },
};
const context = (kept) => ({ ask: async ({ ask, epoch }) => (epoch === 7 ? { said: { missing: "not kept" } } : answers[ask]), network: { last: 9, kept }, memory: new Map() });

test("at the end filters are what the room says, at an epoch what they were then", async () => {
  const end = await filtersSeen(context([]), "conv", null);
  assert.deepEqual([...end.now, end.atEnd, end.left], [2, 3, true, 0.5]);
  const then = await filtersSeen(context([]), "conv", 4);
  assert.deepEqual([...then.now, ...then.learned, then.atEnd, then.left], [1, 5, 0, 5, false, 0.75]);
  assert.deepEqual(await filtersSeen(context([]), "conv", 7), { missing: "not kept" });
});

test("over epochs those that are missing are left out", async () => {
  const moments = await overEpochs(context([0, 7, 9]), "conv");
  assert.deepEqual(moments.map(({ epoch }) => epoch), [0, 9]);
  assert.deepEqual(moments.map(({ reach }) => reach), [5, 3]);
});

test("colours reach as far as the slice, the layer or all epochs do", () => {
  const seen = { start: [1, -4], now: [2, 3], learned: [0.5, -0.25] };
  const slices = { start: [1], now: [2], learned: [0.25] };
  const moments = [{ reach: 6, learnedReach: 0.75 }];
  assert.deepEqual(reaches(seen, slices, "tile", []), { start: 1, now: 2, learned: 0.25 });
  assert.deepEqual(reaches(seen, slices, "layer", []), { start: 4, now: 4, learned: 0.5 });
  assert.deepEqual(reaches(seen, slices, "fixed", moments), { start: 6, now: 6, learned: 0.75 });
});
