// Questions to whoever holds the run, and their answers: numbers as they were sent, each question asked once.

const KEPT_BYTES = 128 * 2 ** 20; // answers kept; a live kernel can send the older ones again

/** `ask(message)` of an anywidget model: a promise of `{ said, arrays: [{ shape, values }] }`. `close()` ends it. */
export function connect(model) {
  const waiting = new Map();
  const known = new Map();
  let number = 0;
  let bytes = 0;

  function answered(reply, buffers) {
    const settle = waiting.get(reply?.id);
    if (!settle) return; // of another view of the same model
    waiting.delete(reply.id);
    settle({ said: reply.said, arrays: unpacked(reply.said.arrays ?? [], buffers ?? []) });
  }

  function forgetOldest() {
    for (const [key, entry] of known) {
      if (bytes <= KEPT_BYTES) return;
      if (entry.bytes === 0) continue; // small, or not yet answered
      known.delete(key);
      bytes -= entry.bytes;
    }
  }

  function ask(message) {
    const key = canonical(message);
    const before = known.get(key);
    if (before) return before.promise;
    number += 1;
    const id = `${number}`;
    const promise = new Promise((settle) => waiting.set(id, settle));
    const entry = { promise, bytes: 0 };
    known.set(key, entry);
    promise.then(({ arrays }) => {
      entry.bytes = arrays.reduce((sum, { values }) => sum + values.byteLength, 0);
      bytes += entry.bytes;
      forgetOldest();
    });
    model.send({ ...message, id });
    return promise;
  }

  model.on("msg:custom", answered);
  return { ask, close: () => model.off("msg:custom", answered) };
}

/** A message in one spelling: keys sorted, without its `id`. */
export function canonical(message) {
  return JSON.stringify(sorted({ ...message, id: undefined }));
}

/** Buffers as arrays of numbers, in the order they are described. float16 becomes float32. */
export function unpacked(described, buffers) {
  return described.map(({ shape, dtype }, at) => ({ shape, values: READERS[dtype](bytesOf(buffers[at])) }));
}

/** One float16 of IEEE 754, given as its 16 bits. */
export function halfFloat(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const READERS = {
  float32: (buffer) => new Float32Array(buffer),
  int32: (buffer) => new Int32Array(buffer),
  uint8: (buffer) => new Uint8Array(buffer),
  float16: (buffer) => Float32Array.from(new Uint16Array(buffer), halfFloat),
};

/** The bytes alone, from their own beginning: an array of numbers may not start in the middle of one. */
function bytesOf(buffer) {
  if (buffer instanceof ArrayBuffer) return buffer;
  const whole = buffer.byteOffset === 0 && buffer.byteLength === buffer.buffer.byteLength;
  return whole ? buffer.buffer : buffer.buffer.slice(buffer.byteOffset, buffer.byteOffset + buffer.byteLength);
}

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}
