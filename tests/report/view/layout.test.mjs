import assert from "node:assert/strict";
import test from "node:test";

import { messagesAhead } from "../../../src/glassnet/report/view/ahead.js";
import { likeliest } from "../../../src/glassnet/report/view/answers.js";
import { polyline } from "../../../src/glassnet/report/view/curves.js";
import { afterKey } from "../../../src/glassnet/report/view/keys.js";
import { bezier, cellsOf, downwards, lookOf, overviewLayout, scaled, sourcesOf } from "../../../src/glassnet/report/view/layout.js";
import { sound, viewName } from "../../../src/glassnet/report/view/page.js";
import { placeTold, seenFrom } from "../../../src/glassnet/report/view/places.js";
import { mapReach, rangeHead } from "../../../src/glassnet/report/view/ranges.js";
import { OPENING, createStore } from "../../../src/glassnet/report/view/store.js";

const LAYERS = [
  { name: "photo", kind: "input", shape: [91, 91, 1], inputs: [] },
  { name: "conv_1", kind: "conv_2d", shape: [91, 91, 32], inputs: ["photo"], filters: true },
  { name: "pool_1", kind: "max_pool_2d", shape: [46, 46, 32], inputs: ["conv_1"] },
  { name: "fc", kind: "fully_connected", shape: [1024], inputs: ["pool_1"] },
];
const NETWORK = { layers: LAYERS, photos: [{}, {}], kept: [0, 1, 2, 3, 5], last: 8, classes: [] };

test("maps are enlarged by whole numbers, or every so-manieth pixel is drawn", () => {
  assert.deepEqual(scaled(8, 8, 50), { zoom: 6, every: 1 });
  assert.deepEqual(scaled(91, 91, 31), { zoom: 1, every: 3 });
  assert.deepEqual(scaled(91, 91, 91), { zoom: 1, every: 1 });
});

test("a network of 32 and 64 maps stands in the room there is", () => {
  const plan = overviewLayout(LAYERS, { width: 600, height: 500 });
  assert.ok(Object.values(plan).reduce((sum, { width }) => sum + width + 18, 0) <= 600);
  for (const name of ["conv_1", "pool_1"]) {
    const { columns, rows, tile } = plan[name];
    assert.ok(columns * rows >= 32);
    assert.ok(rows * (tile + 1) <= 500);
  }
});

test("more than 200 maps become cells, never 2,048 tiles", () => {
  assert.equal(lookOf({ shape: [7, 7, 2048], inputs: ["a"] }), "cells");
  assert.equal(lookOf({ shape: [7, 7, 200], inputs: ["a"] }), "tiles");
  assert.equal(lookOf({ shape: [10], inputs: ["a"] }), "units");
  const { columns, rows, zoom } = cellsOf(33856, 480);
  assert.ok(columns * rows >= 33856 && rows * zoom <= 480);
});

test("units run down a column and on in the next", () => {
  assert.deepEqual(Array.from(downwards([1, 2, 3, 4, 5], 3, 2)), [1, 4, 2, 5, 3, 0]);
});

test("a line is level at both ends", () => {
  assert.equal(bezier({ x: 0, y: 1 }, { x: 10, y: 5 }), "M0,1C5,1 5,5 10,5");
});

test("a map of a convolution is made of all maps before it, of a pool of one", () => {
  assert.deepEqual(sourcesOf(LAYERS[1], [LAYERS[0]], 7), [null]);
  assert.deepEqual(sourcesOf(LAYERS[2], [LAYERS[1]], 7), [[7]]);
  assert.deepEqual(sourcesOf(LAYERS[3], [LAYERS[2]], 7), [null]);
});

test("of branches laid side by side a map comes from one, of branches added up from all", () => {
  const [a, b] = [{ shape: [4, 4, 3] }, { shape: [4, 4, 5] }];
  const joined = { kind: "merge", shape: [4, 4, 8] };
  assert.deepEqual(sourcesOf(joined, [a, b], 2), [[2], []]);
  assert.deepEqual(sourcesOf(joined, [a, b], 3), [[], [0]]);
  assert.deepEqual(sourcesOf({ kind: "merge", shape: [4, 4, 3] }, [a, a], 1), [[1], [1]]);
});

test("of many classes the likeliest are shown, in their order, and a broken answer is not among them", () => {
  assert.deepEqual(likeliest([0.1, 0.5, 0.2, 0.2], 2), [1, 2]);
  assert.deepEqual(likeliest([NaN, 0.5, 0.2], 2), [1, 2]);
});

test("a curve has a gap where a number is missing", () => {
  const path = polyline([0, 1, 2, 3], [1, null, 0.5, 0], { x: (at) => at, height: 10, low: 0, high: 1 });
  assert.equal(path, "M0,0h0.01M2,5L3,10");
});

test("pooling keeps the colours of the convolution it reads", () => {
  assert.equal(rangeHead(NETWORK, "pool_1"), "conv_1");
  assert.equal(rangeHead(NETWORK, "fc"), "fc");
});

test("the reach is the tile's own, the layer's, or that of all photos: nothing else", async () => {
  const largest = { 0: [1, -2, NaN], 1: [0.5, 5, 0] };
  const ask = async ({ photo }) => ({ said: {}, arrays: [{ shape: [1, 1, 3], values: Float32Array.from(largest[photo]) }] });
  const reachWith = (range) => mapReach({ ask, network: NETWORK, store: createStore({ range }) }, "conv_1", 0.25);
  assert.deepEqual([await reachWith("tile"), await reachWith("layer"), await reachWith("fixed")], [0.25, 2, 5]);
});

test("a place says its address, its number and what it saw of the photo", () => {
  const seen = seenFrom({ rows: [[0, 5]], columns: [[3, 12]] }, 0, 0);
  const told = placeTold({ layer: "conv_2", channel: 17, input: 4, row: 0, column: 0, value: 0.123456, seen });
  assert.equal(told, "conv_2/out 17 <- in 4 · row 0, column 0 · 0.1235 · sees rows 0 to 5, columns 3 to 12 of the photo");
});

test("keys move within a layer, between layers and epochs, and step back", () => {
  const state = { ...OPENING, layer: "conv_1", channel: 4 };
  assert.deepEqual(afterKey("ArrowDown", state, NETWORK, 3), { channel: 7 });
  assert.deepEqual(afterKey("ArrowLeft", { ...state, channel: 0 }, NETWORK), { channel: 0 });
  assert.equal(afterKey("]", state, NETWORK).layer, "pool_1");
  assert.deepEqual(afterKey(",", state, NETWORK), { epoch: 5, tab: "filters" });
  assert.deepEqual(afterKey(".", { ...state, epoch: 3 }, NETWORK), { epoch: 5, tab: "filters" });
  assert.deepEqual(afterKey("ArrowUp", { ...state, view: "pixel", row: 3, column: 2 }, NETWORK), { row: 2, column: 2 });
  assert.deepEqual(afterKey("Escape", { ...state, view: "pixel" }, NETWORK), { view: "sum" });
  assert.equal(afterKey("x", state, NETWORK), null);
});

test("a state that the network cannot show becomes one that it can", () => {
  const good = sound({ ...OPENING, photo: 99, layer: "conv_1", channel: 99, row: 200, column: 3 }, NETWORK);
  assert.deepEqual([good.photo, good.channel, good.row, good.column], [1, 31, 90, 3]);
  assert.deepEqual(sound({ ...OPENING, layer: "gone", channel: 3 }, NETWORK).channel, null);
});

test("each kind of layer has a view of its own", () => {
  const at = (layer, channel, view = "sum") => viewName({ view, layer, channel }, NETWORK);
  assert.deepEqual([at("conv_1", 3), at("conv_1", 3, "pixel"), at("conv_1", null), at("pool_1", 3), at("fc", 3), at("gone", 3)], ["sum", "pixel", "layer", "passing", "unit", "overview"]);
});

test("a page asks ahead for the maps of every photo, and for none where they are too many to keep", () => {
  const asked = messagesAhead(NETWORK);
  assert.equal(asked.length, 2 * LAYERS.length);
  assert.deepEqual(asked[4], { ask: "maps", photo: 1, layer: "photo" });
  assert.deepEqual(messagesAhead({ photos: [{}], layers: [{ name: "huge", shape: [4096, 4097] }] }), []);
});
