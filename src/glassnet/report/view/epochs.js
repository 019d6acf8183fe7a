// How training went: its curve, and a slider over the epochs whose filters were kept.

import { fill, make, makeSvg, named } from "./dom.js";
import { bounds, polyline } from "./curves.js";
import { short } from "./words.js";

const SIZE = { width: 560, height: 64 };
const LOOKS = { loss: "gn-curve-loss", val_loss: "gn-curve-val", acc: "gn-curve-acc", val_acc: "gn-curve-val-acc" };
const CURVE_NAMES = { loss: "loss, training", val_loss: "loss, validation", acc: "right, training", val_acc: "right, validation" };

/** The strip in `el`. It follows `store.epoch`. */
export function epochStrip({ store, network, el }) {
  const epochs = [...new Set([...network.kept, network.last])].sort((one, other) => one - other);
  const said = make("div", { class: "gn-epoch-said", "aria-live": "polite" });
  const slider = make("input", {
    type: "range", min: 0, max: Math.max(0, epochs.length - 1), step: 1, "aria-label": "epoch of the filters shown",
    oninput: () => store.set({ epoch: epochs[Number(slider.value)], tab: "filters" }), // where they can be seen
  });
  const kept = network.kept.length > 0;
  const { chart, mark } = curve(network, epochs);
  const slide = kept
    ? make("label", { class: "gn-slider" }, make("span", {}, "Filters as they were after"), slider, said)
    : make("p", { class: "gn-note" }, network.how_to_get?.snapshots ?? "No epochs were kept.");
  fill(el, make("div", { class: "gn-epochs-side" }, make("h3", {}, "How training went"), slide, kept ? make("p", { class: "gn-note" }, "Maps and answers are always those of the trained network.") : null), chart);

  function follow() {
    const epoch = store.get().epoch ?? network.last;
    const at = Math.max(0, epochs.findLastIndex((each) => each <= epoch));
    slider.value = at;
    slider.setAttribute("aria-valuetext", `epoch ${epochs[at]}`);
    said.textContent = epochTold(epochs[at], network.last);
    mark(epochs[at]);
  }

  follow();
  return { destroy: store.on((_, changed) => changed.has("epoch") && follow()) };
}

/** The epoch before or after the one that is shown, among those kept. */
export function epochBeside(network, epoch, step) {
  const epochs = [...new Set([...network.kept, network.last])].sort((one, other) => one - other);
  const at = epochs.indexOf(epoch ?? network.last);
  return epochs[Math.min(epochs.length - 1, Math.max(0, at + step))];
}

function epochTold(epoch, last) {
  if (epoch === 0) return "epoch 0: the random start";
  return epoch === last ? `epoch ${epoch}: now` : `epoch ${epoch} of ${last}`;
}

/** The curves of loss and of the share that was right, each pair on an axis of its own; ticks where filters were kept. */
function curve({ history, kept, last }, epochs) {
  const shown = Object.keys(CURVE_NAMES).filter((name) => history.series[name]?.some(Number.isFinite));
  if (shown.length === 0 || history.epochs.length === 0) {
    return { chart: make("p", { class: "gn-note" }, "No history was kept."), mark: () => {} };
  }
  const [first, end] = [0, Math.max(last, history.epochs.at(-1), 1)];
  const x = (epoch) => ((epoch - first) / (end - first)) * SIZE.width;
  const losses = bounds(["loss", "val_loss"].flatMap((name) => history.series[name] ?? []));
  const cursor = makeSvg("line", { class: "gn-cursor", y1: 0, y2: SIZE.height });
  const lines = shown.map((name) => makeSvg("path", {
    class: LOOKS[name],
    d: polyline(history.epochs, history.series[name], { x, height: SIZE.height, ...(name.endsWith("acc") ? { low: 0, high: 1 } : losses) }),
  }));
  const labels = (kept.length ? epochs : [history.epochs[0], last]).map((epoch) => makeSvg("text", { x: x(epoch), y: SIZE.height + 12 }, `${epoch}`));
  const ticks = (kept.length ? epochs : []).map((epoch) => makeSvg("line", { class: "gn-tick", x1: x(epoch), x2: x(epoch), y1: SIZE.height - 6, y2: SIZE.height }));
  const svg = makeSvg("svg", { viewBox: `-6 -4 ${SIZE.width + 12} ${SIZE.height + 20}`, class: "gn-curves", role: "img", "aria-label": curveTold(history, shown) }, ...ticks, ...labels, ...lines, cursor);
  const keys = make("div", { class: "gn-keys" }, shown.map((name) => key(name, history.series[name])));
  const mark = (epoch) => {
    cursor.setAttribute("x1", x(epoch));
    cursor.setAttribute("x2", x(epoch));
  };
  return { chart: make("div", { class: "gn-chart" }, svg, keys), mark };
}

function key(name, series) {
  return make("span", { class: `gn-key ${LOOKS[name]}` }, named(CURVE_NAMES[name]), `, last ${short(series.findLast(Number.isFinite))}`);
}

function curveTold(history, shown) {
  const ends = shown.map((name) => `${CURVE_NAMES[name]} ${short(history.series[name][0])} to ${short(history.series[name].at(-1))}`);
  return `Epochs ${history.epochs[0]} to ${history.epochs.at(-1)}: ${ends.join("; ")}`;
}
