// Two small charts of how alike neighbours are: start, now and learned beside what noise gives, and the same over epochs.

import { make, makeSvg } from "./dom.js";
import { short } from "./words.js";

// Three colours that every kind of eye tells apart (Okabe and Ito), each with a shape of its own besides.
export const SIDE_LOOKS = {
  start: { title: "start", ink: "#6b6b6b", shape: "circle" },
  now: { title: "now", ink: "#0072b2", shape: "square" },
  learned: { title: "learned", ink: "#b84a00", shape: "diamond" },
};
const METER_ROW = 24;
const METER_FROM = 54;
const QUARTILES_FROM = 366; // pixels from which quartiles have room beside the median
const EPOCH_PLOT = { left: 24, top: 8, bottom: 108, height: 134, beside: 84 };

/** Where a correlation, -1..1, lies between two pixels. */
export function alongAxis(value, from, to) {
  return from + ((Math.min(1, Math.max(-1, value)) + 1) / 2) * (to - from);
}

/** `rows` are `{ side, spread: [low, median, high] | null, words, own }`, `band` `[low, median, high]` of noise. */
export function grainMeter(rows, band, wide) {
  const bottom = rows.length * METER_ROW + 4;
  const height = bottom + 34;
  const to = wide - (wide >= QUARTILES_FROM ? 140 : 44);
  const along = (value) => alongAxis(value, METER_FROM, to);
  const told = rows.map(({ side, spread, words }) => `${side} ${spreadInWords(spread)}${words ? `, ${words}` : ""}`);
  const label = `How alike neighbouring weights are, from -1 to 1. ${told.join("; ")}. Noise lies ${noiseInWords(band)}.`;
  return makeSvg(
    "svg",
    { class: "gn-plot", width: wide, height, viewBox: `0 0 ${wide} ${height}`, role: "img", "aria-label": label, tabindex: 0 },
    bandAcross(band, along, bottom),
    rows.map((row, at) => meterRow(row, 4 + at * METER_ROW + METER_ROW / 2, along, wide >= QUARTILES_FROM)),
    makeSvg("line", { x1: METER_FROM, x2: to, y1: bottom, y2: bottom, class: "gn-chart-axis" }),
    [[-1, "chessboard", "start"], [0, "noise", "middle"], [1, "smooth", "end"]].map(([value, text, anchor]) => [
      makeSvg("line", { x1: along(value), x2: along(value), y1: bottom, y2: bottom + 5, class: "gn-chart-axis" }),
      chartText(String(value), along(value), bottom + 16, "middle"),
      chartText(text, along(value), bottom + 29, anchor),
    ]).flat(),
  );
}

/** Over epochs: `moments` are `{ epoch, now: [..] | null, learned: [..] | null }`; a line marks `at`. */
export function grainOverEpochs(moments, band, at, wide) {
  const right = wide - EPOCH_PLOT.beside;
  const last = Math.max(1, ...moments.map(({ epoch }) => epoch));
  const across = (epoch) => EPOCH_PLOT.left + (epoch / last) * (right - EPOCH_PLOT.left);
  const up = (value) => alongAxis(value, EPOCH_PLOT.bottom, EPOCH_PLOT.top);
  const ends = moments.at(-1);
  const label = `How alike neighbouring weights are over epochs, median: now from ${medianInWords(moments[0].now)} to ${medianInWords(ends.now)}, `
    + `learned part at the end ${medianInWords(ends.learned)}. Noise lies ${noiseInWords(band)}. Shown is epoch ${at}.`;
  return makeSvg(
    "svg",
    { class: "gn-plot", width: wide, height: EPOCH_PLOT.height, viewBox: `0 0 ${wide} ${EPOCH_PLOT.height}`, role: "img", "aria-label": label, tabindex: 0 },
    band && makeSvg("rect", { class: "gn-chart-noise", x: EPOCH_PLOT.left, width: right - EPOCH_PLOT.left, y: up(band[2]), height: Math.max(2, up(band[0]) - up(band[2])) }),
    [-1, 0, 1].map((value) => [
      makeSvg("line", { class: "gn-chart-grid", x1: EPOCH_PLOT.left, x2: right, y1: up(value), y2: up(value) }),
      chartText(String(value), EPOCH_PLOT.left - 6, up(value) + 4, "end"),
    ]).flat(),
    makeSvg("line", { class: "gn-chart-here", x1: across(at), x2: across(at), y1: EPOCH_PLOT.top, y2: EPOCH_PLOT.bottom }),
    ["now", "learned"].flatMap((side) => sideOverEpochs(side, moments.filter((each) => each[side]), across, up, right)),
    chartText("epoch 0", EPOCH_PLOT.left, EPOCH_PLOT.height - 8, "start"),
    chartText(`epoch ${last}`, right, EPOCH_PLOT.height - 8, "end"),
  );
}

/** A median with its quartiles: "0.90, half between 0.85 and 0.93". */
export function spreadInWords(spread) {
  if (!spread) return "has no value";
  const [low, median, high] = spread.map(twoPlaces);
  return low === high ? median : `${median}, half of the slices between ${low} and ${high}`;
}

function meterRow({ side, spread, own }, y, along, roomy) {
  const { title, ink, shape } = SIDE_LOOKS[side];
  if (!spread) return makeSvg("g", {}, chartText(title, 4, y + 4, "start"), chartText("no value", along(1) + 8, y + 4, "start"));
  const [low, median, high] = spread;
  const [x1, x2] = [along(low), along(high)];
  return makeSvg(
    "g",
    {},
    chartText(title, 4, y + 4, "start"),
    makeSvg("line", { x1: along(-1), x2: along(1), y1: y, y2: y, class: "gn-chart-grid" }),
    makeSvg("rect", { x: x1, y: y - 3, width: Math.max(1, x2 - x1), height: 6, fill: ink, "fill-opacity": 0.4 }),
    Number.isFinite(own) ? makeSvg("line", { x1: along(own), x2: along(own), y1: y - 9, y2: y + 9, class: "gn-chart-own" }) : null,
    chartMark(shape, along(median), y, ink),
    chartText(!roomy || low === high ? twoPlaces(median) : `${twoPlaces(median)} (${twoPlaces(low)} to ${twoPlaces(high)})`, along(1) + 8, y + 4, "start"),
  );
}

function sideOverEpochs(side, moments, across, up, right) {
  if (moments.length === 0) return [];
  const { ink, shape, title } = SIDE_LOOKS[side];
  const edge = (place) => moments.map((each) => `${across(each.epoch)},${up(each[side][place])}`);
  const last = moments.at(-1);
  return [
    makeSvg("polygon", { points: [...edge(2), ...edge(0).reverse()].join(" "), fill: ink, "fill-opacity": 0.18 }),
    makeSvg("polyline", { points: edge(1).join(" "), fill: "none", stroke: ink, "stroke-width": 1.5 }),
    ...moments.map((each) => chartMark(shape, across(each.epoch), up(each[side][1]), ink)),
    makeSvg("text", { x: right + 8, y: up(last[side][1]) + 4, fill: ink }, `${title} ${twoPlaces(last[side][1])}`),
  ];
}

function bandAcross(band, along, bottom) {
  if (!band) return null;
  const [from, to] = [along(band[0]), along(band[2])];
  return makeSvg("rect", { class: "gn-chart-noise", x: from, y: 4, width: Math.max(2, to - from), height: bottom - 4 });
}

function chartMark(shape, x, y, ink) {
  const paint = { fill: ink, stroke: "#ffffff", "stroke-width": 1 };
  if (shape === "circle") return makeSvg("circle", { cx: x, cy: y, r: 4.5, ...paint });
  if (shape === "square") return makeSvg("rect", { x: x - 4, y: y - 4, width: 8, height: 8, ...paint });
  return makeSvg("path", { d: `M${x} ${y - 5.5}L${x + 5.5} ${y}L${x} ${y + 5.5}L${x - 5.5} ${y}Z`, ...paint });
}

function chartText(text, x, y, anchor) {
  return makeSvg("text", { x, y, "text-anchor": anchor }, text);
}

/** What the marks of the charts mean, in a line of text under them. */
export function chartKey(own) {
  return make("p", { class: "gn-note" },
    "Mark: the median slice; bar: half of all slices; grey: where 95 % of pure noise lies", own ? "; black stroke: the slice above." : ".");
}

function noiseInWords(band) {
  return band ? `between ${twoPlaces(band[0])} and ${twoPlaces(band[2])}` : "nowhere, as no slice has a value";
}

function medianInWords(spread) {
  return spread ? short(Number(spread[1].toFixed(2))) : "no value";
}

function twoPlaces(number) {
  return number.toFixed(2).replace("-0.00", "0.00");
}
