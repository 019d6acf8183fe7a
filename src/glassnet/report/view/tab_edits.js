// The tab of edits: this photo changed in several ways with the answer to each, and how often each kind of edit counts.

import { make } from "./dom.js";
import { framedPhoto } from "./framed.js";
import { later, missingNote, paragraph, remark, section } from "./panel_pieces.js";
import { barWidth, intervalInWords, shareBar } from "./shares.js";
import { cut, many, percent } from "./words.js";

export const editsTab = { key: "edits", title: "Edits", needs: ["photo"], draw: drawEdits };

async function drawEdits(context) {
  const { ask, state, wide } = context;
  const [found, photo] = await Promise.all([ask({ ask: "edits", photo: state.photo }), ask({ ask: "photo", photo: state.photo })]);
  const matters = section("How often each edit counts", later("Reading …", ask({ ask: "matters" }).then((matters) => mattersNodes(matters, context.wide))));
  if (found.said.missing) return [missingNote(found.said.missing), matters];
  const { before, rows } = found.said;
  const flipping = rows.filter(({ flipped }) => flipped).length;
  return [
    ...paragraph(
      `Before any edit the network answers ${answerInWords(before)}.`,
      `${flipping} of ${many(rows.length, "edit")} ${flipping === 1 ? "flips" : "flip"} the answer of this photo${flipping ? ": what they change, the network uses." : "."}`,
    ),
    make("ul", { class: "gn-edits", style: `grid-template-columns: repeat(${editColumns(wide)}, minmax(0, 1fr))` },
      photo.said.missing ? null : editCard(context, photo.arrays[0], "before", before, null),
      rows.map((row, at) => editCard(context, found.arrays[at], row.name, row, row.flipped, row.sentence))),
    matters,
  ];
}

function editCard({ network, wide }, photo, name, { answer, sure }, flipped, sentence) {
  const told = flipped === null ? "" : flipped ? "flipped" : "not flipped";
  return make(
    "li",
    { class: flipped ? "gn-flipped" : "" },
    framedPhoto({ network, photo, label: `${cut(name, 60)}: ${answerInWords({ answer, sure })}${told ? `, ${told}` : ""}`, pixels: Math.floor(wide / editColumns(wide)) - 8 }),
    make("span", { title: cut(sentence ?? name, 500) }, cut(name, 60)),
    make("strong", {}, answerInWords({ answer, sure })),
    told ? make("span", { class: "gn-flag" }, flipped ? "⇄ flipped" : "same answer") : null,
  );
}

function editColumns(wide) {
  return wide < 340 ? 2 : 3;
}

function mattersNodes({ said }, wide) {
  if (said.missing) return [missingNote(said.missing)];
  if (said.rows.length === 0) return paragraph("No photos were edited.");
  return [
    ...paragraph(`The share of ${many(said.n, "photo")} whose answer flips. Thin lines: where the true share plausibly lies (95 %).`),
    make("div", {}, make(
      "table",
      { class: "gn-table" },
      make("thead", {}, make("tr", {}, ["edit", "flipped, 0 to 1", "of"].map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, said.rows.map((row) => mattersRow(row, barWidth(wide)))),
    )),
    remark("An odd photo may also flip an answer by being odd: compare edits of about as many pixels."),
  ];
}

function mattersRow({ name, sentence, flipped, n, low, high }, wide) {
  const share = n ? flipped / n : 0;
  return make(
    "tr",
    {},
    make("th", { scope: "row", title: cut(sentence, 500) }, cut(name, 60)),
    make("td", {}, shareBar({ share, wide, low, high, label: cut(name, 60) }), make("span", { class: "gn-note" }, `${percent(share)} (${intervalInWords(low, high)})`)),
    make("td", { class: "gn-count" }, `${flipped} of ${n}`),
  );
}

/** An answer with how sure the network is: “chi”, 99 % sure. */
export function answerInWords({ answer, sure }) {
  return Number.isFinite(sure) ? `“${cut(answer, 24)}”, ${percent(sure)} sure` : `“${cut(answer, 24)}”`;
}
