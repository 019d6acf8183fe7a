import assert from "node:assert/strict";
import test from "node:test";

import { canonical, connect, halfFloat, unpacked } from "../../../src/glassnet/report/view/host.js";

/** A model that keeps what it was sent, and answers when told to. */
function modelOf() {
  const sent = [];
  const hearers = new Set();
  return {
    sent,
    on: (_, hearer) => hearers.add(hearer),
    off: (_, hearer) => hearers.delete(hearer),
    send: (message) => sent.push(message),
    answer: (reply, buffers) => hearers.forEach((hearer) => hearer(reply, buffers)),
    hearers,
  };
}

test("a question asked twice is sent once, and both get the answer", async () => {
  const model = modelOf();
  const { ask } = connect(model);
  const both = [ask({ ask: "maps", layer: "conv_1", photo: 0 }), ask({ photo: 0, ask: "maps", layer: "conv_1" })];
  assert.equal(model.sent.length, 1);
  model.answer({ id: model.sent[0].id, said: { silent: [3] } }, []);
  for (const { said } of await Promise.all(both)) assert.deepEqual(said.silent, [3]);
});

test("answers find their questions in any order", async () => {
  const model = modelOf();
  const { ask } = connect(model);
  const [one, two] = [ask({ ask: "photo", photo: 1 }), ask({ ask: "photo", photo: 2 })];
  model.answer({ id: model.sent[1].id, said: { name: "two" } }, []);
  model.answer({ id: model.sent[0].id, said: { name: "one" } }, []);
  assert.deepEqual([(await one).said.name, (await two).said.name], ["one", "two"]);
});

test("numbers that start in the middle of a buffer are read from there", () => {
  const whole = new Uint8Array(12);
  new DataView(whole.buffer).setFloat32(2, 1.5, true);
  const [{ values }] = unpacked([{ shape: [1], dtype: "float32" }], [new DataView(whole.buffer, 2, 4)]);
  assert.deepEqual(Array.from(values), [1.5]);
});

test("half floats are read by hand: 0x3c00 is 1, 0xc000 is -2, 0x0001 is 2 to the minus 24, 0x7e00 is none", () => {
  assert.deepEqual([0x3c00, 0xc000, 0x0001, 0x7c00].map(halfFloat), [1, -2, 2 ** -24, Infinity]);
  assert.ok(Number.isNaN(halfFloat(0x7e00)));
  const [{ values }] = unpacked([{ shape: [2], dtype: "float16" }], [new Uint16Array([0x3c00, 0x3800]).buffer]);
  assert.deepEqual(values, new Float32Array([1, 0.5]));
});

test("a message has one spelling whatever the order of its keys", () => {
  assert.equal(canonical({ layer: "a", ask: "maps", id: "7" }), '{"ask":"maps","layer":"a"}');
});

test("a closed host hears nothing more", () => {
  const model = modelOf();
  connect(model).close();
  assert.equal(model.hearers.size, 0);
});
