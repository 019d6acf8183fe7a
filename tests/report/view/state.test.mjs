import assert from "node:assert/strict";
import test from "node:test";

import { followHash, fromHash, toHash } from "../../../src/glassnet/report/view/hash.js";
import { OPENING, createStore } from "../../../src/glassnet/report/view/store.js";

test("hearers are told what changed, and only when something did", () => {
  const store = createStore();
  const heard = [];
  const off = store.on((state, changed) => heard.push([state.photo, ...changed]));
  store.set({ photo: 2, range: "layer" });
  store.set({ photo: 2 });
  off();
  store.set({ photo: 3 });
  assert.deepEqual(heard, [[2, "photo"]]);
});

test("an address brings back the state it was made from, whatever the layer is called", () => {
  const state = { ...OPENING, layer: "a&b=<c>/é 1", channel: 17, input: 4, view: "sum", epoch: 8 };
  assert.deepEqual({ ...OPENING, ...fromHash(toHash(state)) }, state);
});

test("what an address should not say is left out", () => {
  assert.deepEqual(fromHash("#inside?view=evil&photo=-1&channel=1e9&row=2&__proto__=x"), { row: 2 });
  assert.deepEqual(fromHash("#curves"), {});
});

test("the address follows the store and the store the address, until told to stop", async () => {
  const hearers = new Set();
  const page = {
    location: { hash: "#inside?photo=2" },
    history: { state: null, replaceState: (_, __, hash) => (page.location.hash = hash) },
    addEventListener: (_, hearer) => hearers.add(hearer),
    removeEventListener: (_, hearer) => hearers.delete(hearer),
  };
  const store = createStore();
  const stop = followHash(store, page, 1);
  assert.equal(store.get().photo, 2);
  store.set({ photo: 5 });
  await new Promise((settle) => setTimeout(settle, 20));
  assert.match(page.location.hash, /photo=5/);
  page.location.hash = "#inside?photo=1";
  hearers.forEach((hearer) => hearer());
  assert.equal(store.get().photo, 1);
  stop();
  assert.equal(hearers.size, 0);
});
