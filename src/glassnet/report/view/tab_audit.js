// The tab of the data audit: how well the classes are told apart without looking at the subject at all.

import { make } from "./dom.js";
import { missingNote, paragraph, remark } from "./panel_pieces.js";
import { barWidth, shareBar } from "./shares.js";
import { cut, percent, thousands } from "./words.js";

export const auditTab = { key: "audit", title: "Audit", needs: [], draw: drawAudit };

async function drawAudit({ ask, network, wide }) {
  const { said } = await ask({ ask: "audit" });
  if (said.missing) return [missingNote(said.missing)];
  const rows = [...netRows(network, said.rows), ...said.rows];
  return [
    ...paragraph("Could the classes be told apart without the subject? Each row is a simple rule that looks at nothing but what it names."),
    make("table", { class: "gn-table" },
      make("thead", {}, make("tr", {}, ["from this alone", "right, 0 to 1", "n"].map((head) => make("th", { scope: "col" }, head)))),
      make("tbody", {}, rows.map((row) => auditRow(row, barWidth(wide))))),
    said.sentence ? make("p", { class: "gn-read" }, said.sentence) : null,
    remark("Where a corner of the wall does as well as the network, the network's accuracy says nothing about the subject."),
  ];
}

function auditRow({ name, right, n, sentence, low = null, high = null, isNet }, wide) {
  const share = auditShare(right, n);
  return make(
    "tr",
    { class: isNet ? "gn-net" : "" },
    make("th", { scope: "row", title: cut(sentence, 500) }, cut(name, 60)),
    make("td", {}, shareBar({ share, wide, low, high, mark: isNet, label: cut(name, 60) }), make("span", { class: "gn-note" }, percent(share))),
    make("td", { class: "gn-count" }, n ? thousands(n) : "–"),
  );
}

/** `right` is a share of `n`; above 1 it is a count. */
export function auditShare(right, n) {
  return right > 1 ? right / n : right;
}

/** The network's own accuracy at the end of training, where the answer does not bring it. */
export function netRows({ history }, rows) {
  if (rows.some(({ name }) => /network/i.test(name))) return [];
  const series = history?.series ?? {};
  const [name, values] = series.val_acc?.length ? ["the network, on validation photos", series.val_acc] : ["the network, while training", series.acc ?? []];
  const last = values.filter((value) => Number.isFinite(value)).at(-1);
  return last === undefined ? [] : [{ name, right: last, n: 0, sentence: name, isNet: true }];
}
