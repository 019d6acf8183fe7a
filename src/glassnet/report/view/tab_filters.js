// The tab of filters: how the chosen slice began, is now, and what was learned; grain in numbers; all slices of the layer.

import { sliceOf } from "./arithmetic.js";
import { reachOf } from "./colours.js";
import { denseWeights } from "./dense_weights.js";
import { make } from "./dom.js";
import { excitedStrip } from "./excited.js";
import { eraserSentence, filterSentences, oddSentences, startSentence } from "./filter_words.js";
import { filtersSeen, overEpochs, reaches } from "./filters_at.js";
import { SIDE_LOOKS, chartKey, grainMeter, grainOverEpochs, spreadInWords } from "./grain_charts.js";
import { allNeighboursAlike, isBlurred, neighboursAlike, quartiles } from "./grain.js";
import { legend } from "./legend.js";
import { later, missingNote, paragraph, remark, section, switches, enlarged, within } from "./panel_pieces.js";
import { sliceShelf } from "./slice_shelf.js";
import { tile } from "./tile.js";
import { addressOf, many, short } from "./words.js";

const REACH_WORDS = { tile: "this slice alone", layer: "the whole layer", fixed: "all epochs kept" };
const SIDE_WORDS = {
  start: "the random numbers training began with",
  now: "what the network computes with",
  learned: "what training added",
};

export const filtersTab = {
  key: "filters",
  title: "Filters",
  needs: ["layer", "channel", "input", "side", "epoch", "range"],
  draw: drawFilters,
};

async function drawFilters(context) {
  const { layer, state } = context;
  if (!layer.filters) return withoutFilters(context);
  const seen = await filtersSeen(context, layer.name, state.epoch);
  if (seen.missing) return [missingNote(seen.missing)];
  const range = seen.atEnd || state.range === "tile" ? state.range : "fixed";
  const moments = range === "fixed" ? await overEpochs(context, layer.name) : [];
  const chosen = chosenSlice(seen, state);
  const reach = reaches(seen, chosen.slices, range, moments);
  return [
    readsPhoto(context) ? null : firstWhatExcites(context, chosen.channel),
    sliceHead(context, seen.shape, chosen),
    threeSides(context, seen, chosen, reach, range),
    ...paragraph(...wordsAt(seen, state.epoch)),
    grainSection(context, seen, chosen),
    slicesSection(context, seen, chosen, range, reach),
    section("Filters that stand out", ...paragraph(...oddSentences(seen.said, chosen.channel))),
    remark(`Start: ${seen.said.came_from}.`, ...seen.said.remarks),
  ];
}

/** Which slice is shown, where there are several to a filter. */
function sliceHead({ layer }, shape, { channel, input }) {
  if (shape[2] === 1) return null;
  return make("h4", {}, `Of its ${many(shape[2], "slice")}, one for each map it reads, here ${addressOf(layer.name, channel, input)}`);
}

/** The chosen slice with its three sides. */
function chosenSlice({ shape, start, now, learned }, state) {
  const [channel, input] = [within(state.channel, shape[3]), within(state.input, shape[2])];
  const slices = Object.fromEntries(Object.entries({ start, now, learned }).map(([side, values]) => [side, sliceOf({ shape, values }, channel, input)]));
  return { channel, input, slices };
}

function threeSides(context, { shape }, { channel, input, slices }, reach, range) {
  const [height, width] = shape;
  const pixels = Math.floor((context.wide - 16) / 3);
  const layer = context.layer.name;
  const figures = Object.keys(SIDE_LOOKS).map((side) => make(
    "div",
    { class: "gn-side" },
    tile({ values: slices[side], height, width, colours: "weights", reach: reach[side], ...enlarged(height, width, pixels), label: `${addressOf(layer, channel, input)}, ${side}` }),
    make("strong", {}, SIDE_LOOKS[side].title),
    make("span", { class: "gn-note" }, SIDE_WORDS[side]),
  ));
  const finer = reach.learned > 0 && reach.now / reach.learned >= 1.5 ? ` What was learned is painted ${short(Number((reach.now / reach.learned).toPrecision(2)))} times finer than now, or it would look empty.` : "";
  return make("div", {}, make("div", { class: "gn-sides" }, figures), sideRanges(reach), remark(`Weights: brown below 0, white 0, green above. Colours reach as far as ${REACH_WORDS[range]} does.${finer}`));
}

/** A legend for each range, with the sides that are painted with it. */
function sideRanges(reach) {
  const together = [...new Set(Object.values(reach))].map((end) => [end, Object.keys(SIDE_LOOKS).filter((side) => reach[side] === end)]);
  return make("div", { class: "gn-side-ranges" }, together.map(([end, sides]) =>
    make("div", { "data-sides": sides.join(" ") }, make("span", { class: "gn-note" }, sides.map((side) => SIDE_LOOKS[side].title).join(" and ")), legend({ colours: "weights", reach: end }))));
}

/** Sentences for the epoch that is shown; the words of each slice are only known at the end. */
function wordsAt({ said, now, learned, left, cosine, atEnd }, epoch) {
  if (atEnd) return filterSentences(said);
  const blurred = epoch > 0 && isBlurred(learned, now) ? "So little was learned by then that the rounding of the weights kept (half precision) blurs it: its picture is not to be trusted." : null;
  return [`Shown is epoch ${epoch}. ${startSentence({ left, cosine })}`, blurred, eraserSentence({ ...said, left })];
}

function grainSection(context, seen, { slices }) {
  const { said, shape, atEnd } = seen;
  const [height, width] = shape;
  if (said.too_small) {
    return section("Picture or grain?", ...paragraph(`${height}×${width}: too small to tell.`));
  }
  const rows = Object.keys(SIDE_LOOKS).map((side) => ({
    side,
    spread: atEnd ? said.grain[side].rho : quartiles(allNeighboursAlike(seen[side], shape)),
    own: neighboursAlike(slices[side], height, width),
    words: atEnd ? readingInWords(said.readings[side]) : "",
  }));
  const several = shape[2] * shape[3] > 1;
  return section(
    "Picture or grain?",
    ...paragraph("How alike neighbouring weights are. Static has no likeness (0); a smooth picture comes near 1."),
    grainMeter(rows, said.noise.rho, context.wide),
    chartKey(several),
    make("ul", { class: "gn-list" }, rows.map(({ side, spread, words }) => make("li", {}, `${SIDE_LOOKS[side].title}: ${[spreadInWords(spread), words].filter(Boolean).join("; ")}`))),
    grainHistory(context, seen),
  );
}

function readingInWords(counts) {
  const words = Object.entries(counts).sort(([, one], [, other]) => other - one);
  return words.map(([word, count]) => `${many(count, "slice")} ${word}`).join(", ");
}

function grainHistory(context, { said }) {
  const { network, layer, state } = context;
  if (network.kept.length === 0) {
    return missingNote(network.how_to_get?.snapshots || "How filters changed over epochs was not kept in this run.");
  }
  const at = state.epoch ?? network.last;
  return later("Reading the epochs that were kept …", overEpochs(context, layer.name).then((moments) => [
    make("h4", {}, "Over epochs"),
    grainOverEpochs(moments, said.noise.rho, at, context.wide),
    remark(
      "Lines: the median slice now and of the learned part; around them half of all slices. The upright line is the epoch shown.",
      moments.some(({ epoch, learned }) => epoch > 0 && !learned) ? "Where so little was learned that the rounding of what was kept blurs it, there is no point." : null,
    ),
  ]));
}

function slicesSection(context, seen, chosen, range, reach) {
  const { layer, state, store } = context;
  const { side } = state;
  const painted = range === "tile" ? reachOf : () => reach[side];
  return section(
    `All filters: ${layer.counts}`,
    switches("side", Object.entries(SIDE_LOOKS).map(([value, { title }]) => [value, title]), side, (value) => store.set({ side: value })),
    sliceShelf({ layer: layer.name, values: seen[side], shape: seen.shape, reach: painted, channel: chosen.channel, input: chosen.input, choose: (patch) => store.set(patch) }),
  );
}

function firstWhatExcites(context, channel) {
  const source = sourceOf(context);
  return section(
    `What excites filter ${channel}`,
    ...paragraph(`These slices act on the maps of ${source?.name ?? "the layer before"}, not on the photo, so look first at what the filter answers to.`),
    excitedStrip(context, channel, 5),
  );
}

/** Whether the layer reads the photo itself, so that its slices are pieces of photo. */
function readsPhoto(context) {
  return (sourceOf(context)?.inputs.length ?? 0) === 0;
}

function sourceOf({ network, layer }) {
  return network.layers.find(({ name }) => name === layer.inputs[0]);
}

async function withoutFilters(context) {
  const { layer, network, store } = context;
  const dense = await denseWeights(context);
  const others = network.layers.filter(({ filters }) => filters);
  const links = others.map(({ name }) => make("button", { type: "button", onclick: () => store.set({ layer: name, channel: 0, input: 0 }) }, name));
  return [
    ...dense,
    ...paragraph(`${layer.name} is no convolution (${layer.kind}): it slides no filters over maps.`),
    others.length ? make("p", {}, "Layers that do: ", links) : make("p", {}, "This network has no convolution, so it has no filters."),
  ];
}
