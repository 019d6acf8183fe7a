// Small pieces the inspector's tabs share: paragraphs, sections, a row of switches, what comes later, how far to enlarge.

import { fill, make } from "./dom.js";
import { cut } from "./words.js";

/** A sentence or several, each a paragraph. */
export function paragraph(...sentences) {
  return sentences.filter(Boolean).map((sentence) => make("p", {}, sentence));
}

/** A part of a tab under its own heading. */
export function section(title, ...children) {
  return make("section", { class: "gn-part" }, make("h4", {}, title), ...children);
}

/** The sentence that stands where a view is missing. */
export function missingNote(sentence) {
  return make("p", { class: "gn-missing" }, sentence.replace(/\s+/g, " ")); // letters of errors have lines
}

/** A smaller remark under a picture. */
export function remark(...sentences) {
  return make("p", { class: "gn-note" }, sentences.filter(Boolean).join(" "));
}

/** A place for what takes time: it says so until `promise` of nodes settles, and says why when it fails. */
export function later(waiting, promise) {
  const place = make("div", { class: "gn-later", "aria-busy": "true" }, make("p", { class: "gn-note" }, waiting));
  const done = (...nodes) => {
    place.removeAttribute("aria-busy");
    fill(place, ...nodes.flat());
  };
  promise.then(done, (error) => {
    done(brokenNote(error));
    console.error(error);
  });
  return place;
}

/** A promise that settles when the browser has nothing better to do, or after a second. */
export function idle() {
  return new Promise((settle) => (globalThis.requestIdleCallback ?? setTimeout)(settle, { timeout: 1000 }));
}

/** What is said where a view fails, which is a mistake of ours. */
export function brokenNote(error) {
  return make("p", { class: "gn-missing", role: "alert" }, `This view could not be drawn, which is a mistake of Glassnet: ${error}`);
}

/** Buttons of which one is pressed. `choices` are `[value, title]`; their keys keep the focus when the tab is drawn anew. */
export function switches(label, choices, chosen, choose) {
  return make("div", { class: "gn-switches", role: "group", "aria-label": label }, choices.map(([value, title]) =>
    make("button", { type: "button", "aria-pressed": String(value === chosen), "data-keep": `${label} ${value}`, onclick: () => choose(value) }, title)));
}

/** Enlargement by whole numbers so that the longer side fits in `pixels`; `every` > 1 leaves rows out where it cannot. */
export function enlarged(height, width, pixels) {
  const longer = Math.max(height, width, 1);
  return { zoom: Math.max(1, Math.floor(pixels / longer)), every: Math.max(1, Math.ceil(longer / pixels)) };
}

/** Arrow keys move between `[data-stop]` elements in `element`, of which the tab key reaches one. */
export function roving(element) {
  element.addEventListener("keydown", (event) => {
    const stops = [...element.querySelectorAll("[data-stop]")];
    const at = stops.indexOf(event.target);
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const to = event.key === "Home" ? 0 : event.key === "End" ? stops.length - 1 : at + step;
    if (at < 0 || Number.isNaN(to)) return;
    event.preventDefault();
    event.stopPropagation(); // at the ends too: the page would move elsewhere
    if (to < 0 || to >= stops.length) return;
    stops[at].tabIndex = -1;
    stops[to].tabIndex = 0;
    stops[to].focus();
  });
  return element;
}

/** A name cut in its middle, since what tells files apart is mostly at their ends. */
export function endsCut(name, most) {
  const letters = [...cut(name, 500)];
  if (letters.length <= most) return letters.join("");
  const last = Math.ceil((most - 1) * 0.6);
  return `${letters.slice(0, most - 1 - last).join("")}…${letters.slice(-last).join("")}`;
}

/** The channels of a layer: its maps, or the units of one without rows. */
export function channelsOf(layer) {
  return layer.shape.at(-1) ?? 1;
}

/** A whole number kept between 0 and `count - 1`; 0 for none. */
export function within(number, count) {
  return Math.min(Math.max(0, number ?? 0), Math.max(0, count - 1));
}

/** What the photo of `network` is painted with: its range and channels. */
export function photoPaint({ input }) {
  return { colours: "photo", low: input.low, high: input.high, channels: input.channels };
}
