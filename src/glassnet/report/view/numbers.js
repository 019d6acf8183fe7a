// Numbers written into the cells of a small tile, where there is room for them.

import { make } from "./dom.js";

export const ROOMY = 30; // pixels a cell needs for a number

/** Numbers over `figure`; `write(values)` writes others. Does nothing where the cells are too small. */
export function numbersOver(figure) {
  const { zoom, height, width, every } = figure.painted;
  if (zoom < ROOMY || every > 1) return () => {};
  const cells = Array.from({ length: height * width }, () => make("span", {}));
  figure.append(make("span", {
    class: "gn-numbers", "aria-hidden": "true", style: `grid-template-columns: repeat(${width}, ${zoom}px); grid-auto-rows: ${zoom}px`,
  }, cells));
  return (values, { reach, low = 0, high = 1, colours }) => {
    cells.forEach((cell, at) => {
      const value = values[at];
      cell.textContent = Number.isFinite(value) ? value.toFixed(2) : "none";
      const dark = colours === "photo" ? (value - low) / (high - low) < 0.5 : Math.abs(value) > 0.7 * reach;
      cell.classList.toggle("gn-on-dark", Number.isFinite(value) && dark);
    });
  };
}
