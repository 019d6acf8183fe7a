// What the numbers of a layer's filters say, in plain sentences: only what they say, and with the counts behind it.

import { cut, many, short, thousands } from "./words.js";

const MOST_OF_ALL = 0.6; // from there on a word may stand for all slices
const START_SHOWS = 0.85; // the cosine from which most of what is seen (its square, 72 %) is the start

/**
 * Sentences about start and learned part. `said` is an answer to `filters`, or at an epoch of the slider the same with
 * `left`, `cosine` of then, and no `readings`, since only the whole room can reshuffle weights.
 */
export function filterSentences(said) {
  if (said.broken) return [`Not a number (NaN or infinite): ${many(said.broken, "weight")}, hatched and never painted.`];
  return [startSentence(said), learnedSentence(said), eraserSentence(said)].filter(Boolean);
}

/** What is left of the random start, and whether that is what the eye sees. */
export function startSentence({ left, readings, too_small: tooSmall, cosine }) {
  if (!Number.isFinite(left)) return "The start of these filters is all zero, so nothing of it can be left.";
  const remains = remainsInWords(left);
  const now = mostly(readings?.now);
  const start = mostly(readings?.start);
  const direction = Number.isFinite(cosine) ? ` (cosine of now and start ${cosineInWords(cosine)}; 1 is unchanged)` : "";
  if (tooSmall || !readings) return `Of the random start ${remains}${direction}.`;
  if (now?.word === "grain" && start?.word === "grain" && cosine >= START_SHOWS) {
    return `What looks like static is the random start: ${remains}${direction}.`;
  }
  if (now?.word === "smooth") return `Most of it looks smooth now (${countTold(now)}). Of the random start ${remains}${direction}.`;
  return `${tally("Now", readings.now)} Of the random start ${remains}${direction}.`;
}

/** What the learned part looks like. */
export function learnedSentence({ learned_share: size, readings, too_small: tooSmall }) {
  if (Number.isFinite(size) && size < 1e-6) return "Nothing was learned here: the filters are their start.";
  const long = Number.isFinite(size) ? ` In size it is ${timesInWords(size)} times the start.` : "";
  const learned = mostly(readings?.learned);
  if (tooSmall || !readings?.learned) return Number.isFinite(size) ? `What was learned is ${timesInWords(size)} times the start in size.` : null;
  if (!learned) return `${tally("What was learned", readings.learned)}${long}`;
  if (learned.word === "smooth") return `What was learned is smooth (${countTold(learned)}).${long}`;
  if (learned.word === "grain") return `What was learned looks like grain too (${countTold(learned)}): no picture stands out of it.${long}`;
  return `${tally("What was learned", readings.learned)}${long}`;
}

/** Whether anything would ever take the start away. */
export function eraserSentence({ decays, left }) {
  if (decays) return "Weights decay here, which wears the start away; the learned part is what is there beside its rest.";
  return left >= 0.5 ? "No weight decay: training adds to the start and nothing erases it, so more epochs alone will not." : null;
}

/** Dead, unmoved and twin filters, each kind in a sentence; what the chosen one is comes first. */
export function oddSentences({ dead, unmoved, twins }, chosen) {
  const twin = twins.filter((pair) => pair.includes(chosen)).map(([one, other]) => (one === chosen ? other : one));
  return [
    dead.includes(chosen) && `Filter ${chosen} is dead: all its weights are 0, so its map is the bias everywhere.`,
    !dead.includes(chosen) && unmoved.includes(chosen) && `Filter ${chosen} is unmoved: training changed it by less than a thousandth.`,
    twin.length && `Filter ${chosen} does the same as ${listed(twin)}, up to its size.`,
    dead.length && `Dead, all weights 0: ${listed(dead)}.`,
    unmoved.length && `Unmoved by training: ${listed(unmoved)}.`,
    twins.length && `Twins, the same up to their size: ${listed(twins.map((pair) => pair.join(" and ")))}.`,
    !dead.length && !unmoved.length && !twins.length && "No filter is dead, unmoved by training, or twin of another.",
  ].filter(Boolean);
}

/** The word that stands for most slices, `{ word, count, of }`; null where none does. */
export function mostly(readings) {
  const counts = Object.entries(readings ?? {});
  const of = counts.reduce((sum, [, count]) => sum + count, 0);
  const [word, count] = counts.sort(([, one], [, other]) => other - one)[0] ?? ["", 0];
  return of && count >= MOST_OF_ALL * of ? { word, count, of } : null;
}

/** "30 of 32 slices", and for a single one "its slice". */
function countTold({ count, of }) {
  return of === 1 ? "its one slice" : `${thousands(count)} of ${many(of, "slice")}`;
}

function tally(subject, readings) {
  const words = Object.entries(readings).sort(([, one], [, other]) => other - one);
  return `${subject}: ${words.map(([word, count]) => `${many(count, "slice")} ${word}`).join(", ")}.`;
}

/** "93 % is still there", whatever the share. */
export function remainsInWords(left) {
  if (left >= 1.005) return `all is still there, grown to ${timesInWords(left)} times itself`;
  if (left >= 0.995) return "all is still there";
  if (left < 0.005) return "nothing is left";
  return `${Math.round(left * 100)} % is still there`;
}

/** At most a dozen of a list, and how many more there are. */
export function listed(things) {
  const more = things.length - 12;
  return `${things.slice(0, 12).map((each) => cut(String(each), 40)).join(", ")}${more > 0 ? ` and ${thousands(more)} more` : ""}`;
}

function timesInWords(number) {
  return short(Number(number.toPrecision(number >= 1 ? 3 : 2)));
}

/** Two places, and more where the start is all but unchanged. */
function cosineInWords(cosine) {
  return cosine > 0.995 ? String(Math.floor(cosine * 1e4) / 1e4) : cosine.toFixed(2);
}
