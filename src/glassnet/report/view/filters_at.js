// The filters of a layer at the epoch of the slider, and what a whole layer needs of all epochs: ranges, grain over time.

import { reachOf } from "./colours.js";
import { allNeighboursAlike, isBlurred, learnedBeside, quartiles } from "./grain.js";

/**
 * `{ said, shape, start, now, learned, left, cosine, atEnd }` at `epoch` (null is the last), or `{ missing }`. `said` is
 * what the whole room knows of the end of training.
 */
export async function filtersSeen({ ask, network }, layer, epoch) {
  const found = await ask({ ask: "filters", layer });
  if (found.said.missing) return { missing: found.said.missing };
  const [start, now, learned] = found.arrays;
  const { said } = found;
  const whole = { said, shape: now.shape, start: start.values };
  if (epoch === null || epoch === undefined || epoch === network.last) {
    return { ...whole, now: now.values, learned: learned.values, left: said.left, cosine: said.cosine, atEnd: true };
  }
  const then = await ask({ ask: "filters_at", layer, epoch });
  if (then.said.missing) return { missing: then.said.missing };
  const weights = then.arrays[0].values;
  const { left } = then.said;
  return { ...whole, now: weights, left, ...learnedBeside(weights, start.values, said.decays ? left : 1), atEnd: false };
}

/**
 * For each epoch kept: `{ epoch, now, learned }` quartiles of how alike neighbours are, and `reach`, `learnedReach`.
 * `learned` is null where so little was learned by then that the rounding of what was kept blurs it.
 */
export async function overEpochs(context, layer) {
  const key = `over epochs ${layer}`;
  if (!context.memory.has(key)) context.memory.set(key, momentsOf(context, layer));
  return context.memory.get(key);
}

async function momentsOf(context, layer) {
  const moments = [];
  for (const epoch of context.network.kept) {
    const seen = await filtersSeen(context, layer, epoch);
    if (!seen.missing) moments.push(momentOf(epoch, seen));
  }
  return moments;
}

function momentOf(epoch, { now, learned, shape, left, cosine, atEnd }) {
  return {
    epoch,
    now: quartiles(allNeighboursAlike(now, shape)),
    learned: !atEnd && isBlurred(learned, now) ? null : quartiles(allNeighboursAlike(learned, shape)),
    left,
    cosine,
    reach: reachOf(now),
    learnedReach: reachOf(learned),
  };
}

/**
 * Where colours end for start and now together, and for the learned part: over `slices` (tile), over the layer, or over all
 * epochs (`moments`), which is also taken while the slider is not at its end, so that colours stay while one scrubs.
 */
export function reaches({ start, now, learned }, slices, range, moments) {
  if (range === "tile") {
    return { start: reachOf(slices.start), now: reachOf(slices.now), learned: reachOf(slices.learned) };
  }
  const over = (own, kept) => Math.max(own, ...(range === "fixed" ? moments.map((moment) => moment[kept]) : []));
  const weights = over(Math.max(reachOf(start), reachOf(now)), "reach");
  return { start: weights, now: weights, learned: over(reachOf(learned), "learnedReach") };
}
