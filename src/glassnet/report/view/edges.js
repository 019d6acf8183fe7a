// Lines from the tiles a tile is made of, drawn over the overview while the cursor is on it.

import { fill, makeSvg } from "./dom.js";
import { bezier } from "./layout.js";

/** A layer of lines over `el`: `draw(target, sources)` from elements to an element, `clear()` takes them away. */
export function edgesOver(el) {
  const svg = makeSvg("svg", { class: "gn-edges", "aria-hidden": "true" });
  el.append(svg);
  let lit = [];

  function clear() {
    fill(svg);
    for (const tile of lit) tile.classList.remove("gn-lit");
    lit = [];
  }

  function draw(target, sources) {
    clear();
    const ground = el.getBoundingClientRect();
    const into = sideOf(target.getBoundingClientRect(), ground, "left");
    svg.setAttribute("width", el.scrollWidth);
    svg.setAttribute("height", el.scrollHeight);
    const places = sources.map((source) => sideOf(source.getBoundingClientRect(), ground, "right"));
    const path = places.map((from) => bezier(from, into)).join("");
    fill(svg, makeSvg("path", { d: path }));
    lit = [target, ...sources];
    for (const tile of lit) tile.classList.add("gn-lit");
  }

  function sideOf(box, ground, side) {
    return { x: box[side] - ground.left, y: box.top - ground.top + box.height / 2 };
  }

  return { draw, clear };
}
