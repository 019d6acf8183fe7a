// The page's own host: answers from what was recorded into the page, in the place of a kernel. Nothing is fetched.

import { canonical } from "./host.js";

// What of a message counts; anything else a view sends along is left out.
const RECORDED_FIELDS = {
  photo: ["photo"], maps: ["photo", "layer"], filters: ["layer"], filters_at: ["layer", "epoch"], weights: ["layer"],
  excites: ["layer", "channel"], reasons: ["photo"], edits: ["photo"],
};

/** An anywidget model that answers from the elements `glassnet-index` and `glassnet-block-N` of a document. */
export function recorded(document) {
  const { messages, otherwise } = JSON.parse(document.getElementById("glassnet-index").textContent);
  const hearers = new Set();
  const opened = new Map();

  /** A block is unpacked when it is first asked for, and kept. */
  function block(number) {
    if (!opened.has(number)) {
      opened.set(number, unzipped(document.getElementById(`glassnet-block-${number}`).textContent.trim()));
    }
    return opened.get(number);
  }

  async function send({ id, ...message }) {
    const entry = messages[recordedKey(message)] ?? { said: { missing: otherwise } };
    const { arrays, buffers } = await recordedArrays(entry, block);
    for (const hearer of [...hearers]) hearer({ id, said: { ...entry.said, arrays } }, buffers);
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
export async function recordedArrays({ said, block: number, packed, cut }, block) {
  if (cut) return piecesOf(said.tops, readPacked([cut.packed], await block(cut.block))[0]);
  if (number === undefined) return { arrays: [], buffers: [] };
  const read = readPacked(packed, await block(number));
  return { arrays: read.map(({ shape, dtype }) => ({ shape, dtype })), buffers: read.map(({ bytes }) => bytes) };
}

/** Packed arrays that stand one after the other in `bytes`. */
export function readPacked(described, bytes) {
  let at = 0;
  return described.map(({ shape, kind, over }) => {
    const count = shape.reduce((one, other) => one * other, 1);
    const size = { levels: 1, float16: 2, float32: 4 }[kind];
    const piece = bytes.subarray(at, at + count * size);
    at += count * size;
    if (kind === "levels") return { shape, dtype: "float32", bytes: levelsRead(piece, over) };
    return { shape, dtype: kind, bytes: fromPlanes(piece, count, size) };
  });
}

/** The numbers behind whole levels, rounded to float32 as Python rounds them. */
function levelsRead(levels, over) {
  return Float32Array.from(levels, (level) => level / over).buffer;
}

/** Numbers whose first bytes stand together, then their second bytes, put together again. */
export function fromPlanes(planes, count, size) {
  const bytes = new Uint8Array(count * size);
  for (let plane = 0; plane < size; plane += 1) {
    for (let number = 0; number < count; number += 1) bytes[number * size + plane] = planes[plane * count + number];
  }
  return bytes.buffer;
}

/** The pieces of photos that `tops` have seen, cut out of the photos they came from. */
function piecesOf(tops, { shape, bytes, dtype }) {
  const [, height, width, channels] = shape;
  const Numbers = dtype === "float16" ? Uint16Array : Float32Array;
  const photos = new Numbers(bytes);
  const found = tops.filter(({ seen }) => seen).map(({ photo, seen: [top, left, bottom, right] }) => {
    const across = (right - left + 1) * channels;
    const piece = new Numbers((bottom - top + 1) * across);
    for (let row = top; row <= bottom; row += 1) {
      const start = ((photo * height + row) * width + left) * channels;
      piece.set(photos.subarray(start, start + across), (row - top) * across);
    }
    return { shape: [bottom - top + 1, right - left + 1, channels], buffer: piece.buffer };
  });
  return {
    arrays: found.map((piece) => ({ shape: piece.shape, dtype })), buffers: found.map(({ buffer }) => buffer),
  };
}

/** The bytes that were zipped and written in letters. */
async function unzipped(text) {
  const letters = atob(text);
  const zipped = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
