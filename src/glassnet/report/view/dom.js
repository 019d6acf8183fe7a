// Elements of the page. Text is only ever set as text, so no name of a file or a class can become markup, and tamed, so
// that none turns the writing round.

import { cut, tame } from "./words.js";

/** An element: `make("p", { class: "gn-note", title: "..." }, "text", child)`. Functions in `on...` are listeners. */
export function make(tag, settings = {}, ...children) {
  return furnished(document.createElement(tag), settings, children);
}

/** The same for SVG. */
export function makeSvg(tag, settings = {}, ...children) {
  return furnished(document.createElementNS("http://www.w3.org/2000/svg", tag), settings, children);
}

/** A name of the user's, cut to `most` letters; the whole of it in the tooltip. */
export function named(name, most = 24) {
  return make("bdi", { title: cut(name, 500) }, cut(name, most));
}

/** A frame that lies over a tile: `at({top, left, bottom, right})` in its values, `at(null)` hides it. */
export function frameOver(figure, kind = "") {
  const frame = make("span", { class: `gn-frame ${kind}`, hidden: true, "aria-hidden": "true" });
  figure.append(frame);
  return (region) => {
    frame.hidden = !region;
    if (!region) return;
    const { zoom, every, width, height } = figure.painted;
    const [top, left] = [Math.max(0, region.top), Math.max(0, region.left)];
    const [bottom, right] = [Math.min(height - 1, region.bottom), Math.min(width - 1, region.right)];
    const scale = zoom / every;
    frame.style.top = `${top * scale}px`;
    frame.style.left = `${left * scale}px`;
    frame.style.height = `${Math.max(2, (bottom - top + 1) * scale)}px`;
    frame.style.width = `${Math.max(2, (right - left + 1) * scale)}px`;
    frame.hidden = bottom < top || right < left;
  };
}

/** Replace what is in `element`. */
export function fill(element, ...children) {
  const there = children.filter((child) => child !== null && child !== undefined);
  element.replaceChildren(...there.map((child) => (typeof child === "string" ? tame(child) : child)));
  return element;
}

function furnished(element, settings, children) {
  for (const [name, value] of Object.entries(settings)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : tame(value));
  }
  return children.length ? fill(element, ...children.flat()) : element;
}
