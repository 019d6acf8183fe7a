// Numbers and addresses in words: what stands on tiles, under the cursor and in a screen reader's ear.

/** A number in few digits: 4 that count, no more. */
export function short(number) {
  if (Number.isNaN(number)) return "not a number";
  if (!Number.isFinite(number)) return number > 0 ? "infinite" : "minus infinite";
  if (number === 0) return "0";
  const size = Math.abs(number);
  if (size >= 1e6 || size < 1e-4) return number.toExponential(2).replace("e+", "e");
  return String(Number(number.toPrecision(4)));
}

/** 2048 as 2,048. */
export function thousands(number) {
  return String(number).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A count in few letters: 80, 3,232, 205 k, 34.7 M. */
export function rough(number) {
  if (number < 10000) return thousands(number);
  const [unit, word] = number < 1e6 ? [1e3, "k"] : number < 1e9 ? [1e6, "M"] : [1e9, "G"];
  return `${Number((number / unit).toPrecision(3))} ${word}`;
}

/** A share of 1 in percent: 99.4 %, and 100 % only where nothing is missing. */
export function percent(share) {
  if (!Number.isFinite(share)) return "not a number";
  if (share > 0.999 && share < 1) return "over 99.9 %";
  if (share > 0 && share < 0.001) return "under 0.1 %";
  return `${Number((share * 100).toFixed(1))} %`;
}

/** "1 map", "64 maps". */
export function many(number, noun) {
  return `${thousands(number)} ${noun}${number === 1 ? "" : "s"}`;
}

/** "91 x 91 x 32", or "1,024". */
export function sides(shape) {
  return shape.map(thousands).join("×");
}

/** What a channel or a slice is called everywhere: `conv_2/out 17 <- in 4`. */
export function addressOf(layer, channel, input = null) {
  return input === null ? `${layer}/out ${channel}` : `${layer}/out ${channel} <- in ${input}`;
}

/** Text in which what would turn the writing round, or is no letter at all, is shown as a box; lines stay lines. */
export function tame(text) {
  return String(text).replace(/(?!\n)[\p{Cc}\p{Cs}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu, "\ufffd");
}

/** A name of any length, on one line, cut to `most` letters. */
export function cut(name, most = 24) {
  const letters = [...tame(name).replaceAll("\n", "\ufffd")];
  return letters.length > most ? `${letters.slice(0, most - 1).join("")}…` : letters.join("");
}
