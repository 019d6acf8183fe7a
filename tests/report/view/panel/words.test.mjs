// What the inspector says: each sentence from numbers given by hand, and nothing the numbers do not say.

import assert from "node:assert/strict";
import { test } from "node:test";

const at = "../../../../src/glassnet/report/view";
const { filterSentences, learnedSentence, listed, mostly, oddSentences, startSentence } = await import(`${at}/filter_words.js`);
const { inRows, pictureBefore } = await import(`${at}/dense_weights.js`);
const { regionInWords, regionOf } = await import(`${at}/framed.js`);
const { alongAxis, spreadInWords } = await import(`${at}/grain_charts.js`);
const { binned, valuesInWords } = await import(`${at}/histogram.js`);
const { endsCut, enlarged, within } = await import(`${at}/panel_pieces.js`);
const { intervalInWords } = await import(`${at}/shares.js`);
const { auditShare, netRows } = await import(`${at}/tab_audit.js`);
const { preferredSentence } = await import(`${at}/tab_decides.js`);
const { answerInWords } = await import(`${at}/tab_edits.js`);
const { numberOf } = await import(`${at}/tab_excites.js`);
const { silenceSentence, zeroShare } = await import(`${at}/tab_map.js`);

const post = {
  left: 0.93, cosine: 0.93, decays: false, learned_share: 0.37, broken: 0, too_small: false,
  readings: { start: { grain: 32 }, now: { grain: 31, smooth: 1 }, learned: { smooth: 30, grain: 2 } },
};

test("the static of the post is told to be its start, and what was learned smooth, with the counts", () => {
  assert.deepEqual(filterSentences(post), [
    "What looks like static is the random start: 93 % is still there (cosine of now and start 0.93; 1 is unchanged).",
    "What was learned is smooth (30 of 32 slices). In size it is 0.37 times the start.",
    "No weight decay: training adds to the start and nothing erases it, so more epochs alone will not.",
  ]);
});

test("static is not blamed on a start that is no longer most of what is seen", () => {
  const forgotten = startSentence({ ...post, left: 0.2, cosine: 0.3 });
  assert.equal(forgotten, "Now: 31 slices grain, 1 slice smooth. Of the random start 20 % is still there (cosine of now and start 0.30; 1 is unchanged).");
});

test("filters that look smooth are said to look smooth", () => {
  const smooth = { ...post, left: 0.1, cosine: 0.2, decays: true, readings: { ...post.readings, now: { smooth: 32 } } };
  assert.match(startSentence(smooth), /^Most of it looks smooth now \(32 of 32 slices\)\. Of the random start 10 % is still there/);
  assert.match(filterSentences(smooth).at(-1), /^Weights decay here, which wears the start away/);
});

test("a start that grew, stayed or went is said in words that fit", () => {
  assert.match(startSentence({ ...post, left: 1.234 }), /: all is still there, grown to 1\.23 times itself/);
  assert.match(startSentence({ ...post, left: 0.9999, cosine: 0.99996 }), /: all is still there \(cosine of now and start 0\.9999;/);
  assert.match(startSentence({ left: 0.001, cosine: 0.001 }), /Of the random start nothing is left/);
  assert.equal(startSentence({ left: null }), "The start of these filters is all zero, so nothing of it can be left.");
});

test("of 3x3 filters nothing is said that nine weights cannot tell", () => {
  const said = filterSentences({ ...post, too_small: true, readings: { start: { "too small to tell": 8 }, now: { "too small to tell": 8 }, learned: { "too small to tell": 8 } } });
  assert.ok(!/static|smooth|grain/.test(said.slice(0, 2).join(" ")), said.join(" "));
});

test("a learned part that is grain, mixed or nothing is not called smooth", () => {
  assert.match(learnedSentence({ ...post, readings: { learned: { grain: 9, smooth: 1 } } }), /^What was learned looks like grain too \(9 of 10 slices\)/);
  assert.match(learnedSentence({ ...post, readings: { learned: { grain: 5, smooth: 5 } } }), /^What was learned: 5 slices grain, 5 slices smooth\./);
  assert.equal(learnedSentence({ ...post, learned_share: 0 }), "Nothing was learned here: the filters are their start.");
});

test("weights that are no numbers are counted, and nothing else is claimed", () => {
  assert.deepEqual(filterSentences({ ...post, broken: 3 }), ["Not a number (NaN or infinite): 3 weights, hatched and never painted."]);
});

test("dead, unmoved and twin filters are named, the chosen one first", () => {
  const odd = { dead: [2], unmoved: [5, 7], twins: [[1, 5]] };
  assert.deepEqual(oddSentences(odd, 5), [
    "Filter 5 is unmoved: training changed it by less than a thousandth.", "Filter 5 does the same as 1, up to its size.",
    "Dead, all weights 0: 2.", "Unmoved by training: 5, 7.", "Twins, the same up to their size: 1 and 5.",
  ]);
  assert.deepEqual(oddSentences({ dead: [], unmoved: [], twins: [] }, 0), ["No filter is dead, unmoved by training, or twin of another."]);
  assert.equal(listed([...Array(15).keys()]), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 3 more");
});

test("a word stands for all only where it is most of them", () => {
  assert.deepEqual(mostly({ grain: 2, smooth: 8 }), { word: "smooth", count: 8, of: 10 });
  assert.equal(mostly({ grain: 5, smooth: 5 }), null);
  assert.equal(mostly(undefined), null);
});

test("a histogram counts every finite value, and a lone value stands in its middle", () => {
  assert.deepEqual(binned([0, 1, 2, 3, 4], 4), { counts: [1, 1, 1, 2], low: 0, high: 4 });
  assert.deepEqual(binned([5, 5], 2), { counts: [0, 2], low: 2.5, high: 7.5 });
  assert.deepEqual(binned([NaN], 4).counts, []);
});

test("values are said with their range, their zeros, and what is no number", () => {
  assert.equal(valuesInWords([0, 0, 1, 3]), "4 values from 0 to 3, mean 1; 50 % are exactly 0.");
  assert.equal(valuesInWords([0, NaN]), "2 values from 0 to 0, mean 0; 100 % are exactly 0. Silent: nothing reaches a millionth. Not a number: 1 value.");
  assert.equal(valuesInWords([NaN]), "1 value, none of them a number.");
});

test("how often a channel is silent", () => {
  assert.equal(silenceSentence(3, 12), "It is silent on 3 of 12 photos: nothing there reaches a millionth.");
  assert.equal(silenceSentence(0, 12), "It is silent on none of 12 photos.");
  assert.equal(silenceSentence(12, 12), "It is silent on all 12 photos here: nothing reaches a millionth.");
  assert.equal(zeroShare({ shape: [1, 2, 2], values: [0, 5, 1, 5] }, 0), 0.5);
  assert.equal(zeroShare({ shape: [2], values: [0, 5] }, 0), 1);
});

test("a region is said with its first and last row and column", () => {
  assert.equal(regionInWords(regionOf([2, 0, 8, 3])), "rows 2 to 8, columns 0 to 3");
});

test("a unit's weights are laid out as the picture it reads, unless other units stand between", () => {
  const photo = { name: "in", inputs: [], shape: [8, 8, 1], parameters: 0 };
  const flat = { name: "flat", inputs: ["in"], shape: [64], parameters: 0 };
  const dense = { name: "fc", inputs: ["flat"], shape: [32], parameters: 2080 };
  const answer = { name: "answer", inputs: ["fc"], shape: [10], parameters: 330 };
  const network = { layers: [photo, flat, dense, answer] };
  assert.deepEqual(pictureBefore(network, dense, 64), [8, 8, 1]);
  assert.deepEqual(pictureBefore(network, answer, 32), [1, 32, 1]);
  assert.deepEqual(inRows([1, 96, 1]), [8, 12, 1]);
  assert.deepEqual(inRows([1, 32, 1]), [1, 32, 1]);
});

test("a photo is found by its name, unless two have it", () => {
  assert.equal(numberOf([{ name: "a" }, { name: "b" }], "b"), 1);
  assert.equal(numberOf([{ name: "a" }, { name: "a" }], "a"), -1);
  assert.equal(numberOf([], "a"), -1);
});

test("shares and intervals are on an axis from 0 to 1", () => {
  assert.equal(intervalInWords(0.596, 0.982), "60 to 98 %");
  assert.equal(auditShare(1, 403), 1);
  assert.equal(auditShare(403, 403), 1);
  assert.equal(auditShare(0.5, 403), 0.5);
});

test("the network's own accuracy stands beside the audit, by the best name it has", () => {
  const history = { series: { acc: [0.5, 0.75], val_acc: [0.5, null] } };
  assert.equal(netRows({ history }, [])[0].right, 0.5);
  assert.equal(netRows({ history: { series: { acc: [0.5, 0.75] } } }, [])[0].name, "the network, while training");
  assert.deepEqual(netRows({ history }, [{ name: "the network" }]), []);
  assert.deepEqual(netRows({}, []), []);
});

test("what was preferred is said in logits, with both names", () => {
  const said = preferredSentence({ label: "chi", rival: "lars", preferred: 3.2 });
  assert.equal(said, "The network puts “chi” 3.2 logits above its nearest rival, “lars”. Blue speaks for “chi”, red for “lars”.");
  assert.equal(answerInWords({ answer: "chi", sure: 0.542 }), "“chi”, 54.2 % sure");
  assert.equal(answerInWords({ answer: "chi", sure: null }), "“chi”");
});

test("a correlation has its place, a spread its words", () => {
  assert.equal(alongAxis(0, 0, 200), 100);
  assert.equal(alongAxis(-3, 0, 200), 0);
  assert.equal(spreadInWords([0.1, 0.2, 0.304]), "0.20, half of the slices between 0.10 and 0.30");
  assert.equal(spreadInWords(null), "has no value");
});

test("enlarging is by whole numbers, and what is too large leaves rows out", () => {
  assert.deepEqual(enlarged(10, 8, 116), { zoom: 11, every: 1 });
  assert.deepEqual(enlarged(91, 91, 36), { zoom: 1, every: 3 });
  assert.equal(within(null, 4), 0);
  assert.equal(within(9, 4), 3);
});

test("a long name keeps its end, where files differ", () => {
  assert.equal(endsCut("photos_of_march[30]", 10), "pho…ch[30]");
  assert.equal(endsCut("short", 10), "short");
});
