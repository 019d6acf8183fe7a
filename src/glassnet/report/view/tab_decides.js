// The tab of reasons: for each method a map of what in the photo spoke for the answer and against it, with its test marks.

import { reachOf } from "./colours.js";
import { make } from "./dom.js";
import { framedPhoto } from "./framed.js";
import { legend } from "./legend.js";
import { endsCut, missingNote, paragraph, remark, section, enlarged } from "./panel_pieces.js";
import { tile } from "./tile.js";
import { cut, percent, short } from "./words.js";

const FULL = 182; // pixels for each of two pictures at the usual width
const RED_FROM = 0.05;
const MARK_SIGNS = { true: ["✓", "passed"], false: ["✗", "failed"], null: ["~", "tie"] };
const METHOD_WORDS = {
  "integrated gradients": "How much each pixel adds, on the way from a photo with nothing in it to this one.",
  occlusion: "How much the lead falls when a small square over a pixel is painted with the photo's mean grey.",
  "Grad-CAM": "Which places of the last convolution counted, in its own blocks: it cannot be finer than they are.",
};

const METHOD_UNITS = {
  "integrated gradients": "logits that each pixel adds",
  occlusion: "logits by which the lead falls when it is covered",
  "Grad-CAM": "gradient times map: a size without a unit, to compare within this picture only",
};

export const decidesTab = { key: "decides", title: "Decides", needs: ["photo"], draw: drawDecides };

async function drawDecides({ ask, network, state, wide }) {
  const [found, photo] = await Promise.all([ask({ ask: "reasons", photo: state.photo }), ask({ ask: "photo", photo: state.photo })]);
  if (found.said.missing) return [missingNote(found.said.missing)];
  const { said, arrays } = found;
  const seen = (pixels) => (photo.said.missing ? missingNote(photo.said.missing) : framedPhoto({ network, photo: photo.arrays[0], label: `photo ${endsCut(photo.said.name, 60)}`, pixels }));
  return [
    ...paragraph(preferredSentence(said)),
    remark("A logit is what a class gets before the softmax turns all of them into shares of 1."),
    ...said.methods.map((method, at) => methodSection(said, method, arrays[at], seen, wide)),
    ...Object.entries(said.lacking ?? {}).map(([method, why]) => section(method, missingNote(`No map: ${why}`))),
    said.told ? section("Do the parts add up?", residualNote(said)) : null,
    make("p", { class: "gn-read" }, "A map cannot tell what the net could use from what it did use; the edits can."),
  ];
}

/** What is explained: how far the answer is ahead of its rival. */
export function preferredSentence({ label, rival, preferred }) {
  const [one, other] = [label, rival].map((name) => `“${cut(name, 40)}”`);
  const ahead = preferred >= 0 ? "above" : "below";
  return `The network puts ${one} ${short(Math.abs(preferred))} logits ${ahead} its nearest rival, ${other}. Blue speaks for ${one}, red for ${other}.`;
}

function methodSection(said, { name, reach, verdict, marks }, map, seen, wide) {
  const [height, width] = map.shape;
  const pixels = pairPixels(Math.max(height, width), wide);
  const painted = Number.isFinite(reach) ? reach : reachOf(map.values);
  return section(
    name,
    markedNote(verdict),
    ...paragraph(METHOD_WORDS[name]),
    make("div", { class: "gn-pair" },
      seen(pixels),
      tile({ values: map.values, height, width, colours: "map", reach: painted, ...enlarged(height, width, pixels), label: `${name}, for ${cut(said.label, 40)} against ${cut(said.rival, 40)}` })),
    legend({ colours: "map", reach: painted, note: METHOD_UNITS[name] ?? "" }),
    marks?.length ? make("ul", { class: "gn-marks" }, marks.map(markLine)) : null,
  );
}

/** Pixels for each of two pictures side by side; where half of a narrow panel would hold them small, one below the other. */
export function pairPixels(side, wide) {
  const half = Math.min(FULL, Math.floor((wide - 6) / 2));
  return side > half || Math.floor(half / side) * side >= 0.7 * half ? half : FULL;
}

function markedNote(verdict) {
  const words = {
    passed: "✓ passed its tests on this photo", failed: "✗ failed a test on this photo: do not lean on this map",
    tie: "~ a tie: it names what counts with one filling and not with another",
  };
  return make("p", { class: `gn-verdict gn-verdict-${verdict ?? "untested"}` }, words[verdict] ?? "not tested on this photo");
}

function markLine({ name, passed, sentence }) {
  const [sign, word] = MARK_SIGNS[String(passed ?? null)];
  return make("li", { class: `gn-mark-${word}` }, make("span", { class: "gn-mark-sign", role: "img", "aria-label": word }, sign), make("strong", {}, name), ` ${sentence}`);
}

function residualNote({ residual, steps, told }) {
  const adrift = residual > RED_FROM;
  const missed = `Integrated gradients miss ${percent(residual)} of what they share out, in ${steps} steps.`;
  return make("p", { class: adrift ? "gn-adrift" : "" }, adrift ? `✗ ${missed} Above 5 % their map is not to be believed. ` : "", told);
}
