import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";

import { greys, mapColours, weightColours } from "../../../src/glassnet/report/view/colours.js";
import { inksOf } from "../../../src/glassnet/report/view/tile.js";

// Written by Python: `python tools/twins/colours.py`.
const twin = JSON.parse(readFileSync(new URL("./colours.json", import.meta.url)));

const WORDS = { nan: NaN, inf: Infinity, "-inf": -Infinity };
const numbers = (told) => Float32Array.from(told, (each) => WORDS[each] ?? each);
const hex = (bytes) => Buffer.from(bytes).toString("hex");

test("weights and maps have the bytes that Python gives them", () => {
  for (const { reach, values, weights, map, relu } of twin.ramps) {
    const given = numbers(values);
    assert.equal(hex(weightColours(given, reach)), weights, `weights, reach ${reach}`);
    assert.equal(hex(mapColours(given, reach)), map, `maps, reach ${reach}`);
    assert.equal(hex(mapColours(given, reach, { positive: true })), relu, `behind a relu, reach ${reach}`);
  }
});

test("photos have the bytes that Python gives them", () => {
  for (const { low, high, values, greys: wanted } of twin.photos) {
    assert.equal(hex(greys(numbers(values), low, high)), wanted, `from ${low} to ${high}`);
  }
});

test("what is no number is striped as Python stripes it", () => {
  const { values, zoom, reach, weights } = twin.striped;
  const { inks } = inksOf({ values: numbers(values), height: 2, width: 2, channels: 1, colours: "weights", reach, zoom, every: 1 });
  assert.equal(hex(inks), weights);
});
