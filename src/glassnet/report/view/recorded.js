// The page's own host: answers from what was recorded into the page, in the place of a kernel. Nothing is fetched.

import { canonical, halfFloat } from "./host.js";

// What of a message counts; anything else a view sends along is left out.
const RECORDED_FIELDS = {
  photo: ["photo"], maps: ["photo", "layer"], filters: ["layer"], filters_at: ["layer", "epoch"], weights: ["layer"],
  excites: ["layer", "channel"], reasons: ["photo"], edits: ["photo"],
};

const RECORDED_UNREADABLE = "This part of the page could not be read: it is damaged, or this browser is too old.";

/** An anywidget model that answers from the elements `glassnet-index` and `glassnet-block-N` of a document. */
export function recorded(document) {
  const { messages, otherwise } = JSON.parse(document.getElementById("glassnet-index").textContent);
  const hearers = new Set();
  const opened = new Map();
  const cutFrom = new Map();

  /** A block is unpacked when it is first asked for, and kept. */
  function block(number) {
    if (!opened.has(number)) {
      opened.set(number, unzipped(document.getElementById(`glassnet-block-${number}`).textContent.trim()));
    }
    return opened.get(number);
  }

  /** Photos that pieces are cut from are read once for all pieces. */
  function photos({ block: number, packed }) {
    if (!cutFrom.has(number)) cutFrom.set(number, block(number).then((bytes) => readPacked([packed], bytes)[0]));
    return cutFrom.get(number);
  }

  async function send({ id, ...message }) {
    const entry = messages[recordedKey(message)] ?? { said: { missing: otherwise } };
    const { said, arrays, buffers } = await recordedArrays(entry, block, photos).then(
      (found) => ({ said: entry.said, ...found }),
      (why) => ({ said: { missing: `${RECORDED_UNREADABLE} (${why.message})` }, arrays: [], buffers: [] }),
    );
    for (const hearer of [...hearers]) hearer({ id, said: { ...said, arrays } }, buffers);
  }

  return {
    get: (key) => (key === "page" ? true : undefined),
    set: () => {},
    save_changes: () => {},
    on: (event, hearer) => event === "msg:custom" && hearers.add(hearer),
    off: (event, hearer) => hearers.delete(hearer),
    send,
  };
}

/** The spelling under which a message was recorded. */
export function recordedKey(message) {
  const kept = ["ask", ...(RECORDED_FIELDS[message.ask] ?? [])];
  return canonical(Object.fromEntries(kept.map((key) => [key, message[key]])));
}

/** The arrays of a recorded answer: `arrays` describe them, `buffers` hold them, as a kernel would send both. */
export async function recordedArrays({ said, block: number, packed, cut }, block, photos) {
  const read = cut
    ? piecesOf(said.tops, await photos(cut))
    : number === undefined ? [] : readPacked(packed, await block(number));
  return {
    arrays: read.map(({ shape }) => ({ shape, dtype: "float32" })), buffers: read.map(({ values }) => values.buffer),
  };
}

/** Packed arrays that stand one after the other in `bytes`, as float32. */
export function readPacked(described, bytes) {
  let at = 0;
  return described.map(({ shape, kind, over }) => {
    const count = shape.reduce((one, other) => one * other, 1);
    const piece = bytes.subarray(at, at + count * RECORDED_SIZES[kind]);
    at += piece.length;
    return { shape, values: RECORDED_READERS[kind](piece, count, over) };
  });
}

const RECORDED_SIZES = { levels: 1, float16: 2, float32: 4 };

// Whole levels are rounded to float32 as Python rounds them; of other numbers all first bytes come first.
const RECORDED_READERS = {
  levels: (levels, count, over) => {
    const values = new Float32Array(count);
    for (let number = 0; number < count; number += 1) values[number] = levels[number] / over;
    return values;
  },
  float16: (planes, count) => {
    const known = halfFloats();
    const values = new Float32Array(count);
    for (let at = 0; at < count; at += 1) values[at] = known[planes[at] | (planes[count + at] << 8)];
    return values;
  },
  float32: (planes, count) => {
    const bytes = new Uint8Array(4 * count);
    for (let at = 0; at < planes.length; at += 1) bytes[4 * (at % count) + Math.floor(at / count)] = planes[at];
    return new Float32Array(bytes.buffer);
  },
};

let allHalfFloats = null;

/** The number behind each of the 65,536 half floats, worked out once. */
function halfFloats() {
  allHalfFloats ??= Float32Array.from({ length: 65536 }, (_, bits) => halfFloat(bits));
  return allHalfFloats;
}

/** The pieces of photos that `tops` have seen, cut out of the photos they came from. */
function piecesOf(tops, { shape: [, height, width, channels], values }) {
  return tops.filter(({ seen }) => seen).map(({ photo, seen: [top, left, bottom, right] }) => {
    const across = (right - left + 1) * channels;
    const piece = new Float32Array((bottom - top + 1) * across);
    for (let row = top; row <= bottom; row += 1) {
      const start = ((photo * height + row) * width + left) * channels;
      piece.set(values.subarray(start, start + across), (row - top) * across);
    }
    return { shape: [bottom - top + 1, right - left + 1, channels], values: piece };
  });
}

/** The bytes that were zipped and written in letters. */
async function unzipped(text) {
  const stream = new Blob([bytesOfLetters(text)]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

function bytesOfLetters(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text); // younger browsers: ten times as fast
  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = letters.charCodeAt(at);
  return bytes;
}
