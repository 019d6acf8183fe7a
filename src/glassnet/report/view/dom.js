// Elements of the page. Text is only ever set as text, so no name of a file or a class can become markup.

/** An element: `make("p", { class: "gn-note", title: "..." }, "text", child)`. Functions in `on...` are listeners. */
export function make(tag, settings = {}, ...children) {
  return furnished(document.createElement(tag), settings, children);
}

/** The same for SVG. */
export function makeSvg(tag, settings = {}, ...children) {
  return furnished(document.createElementNS("http://www.w3.org/2000/svg", tag), settings, children);
}

/** Replace what is in `element`. */
export function fill(element, ...children) {
  element.replaceChildren(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

function furnished(element, settings, children) {
  for (const [name, value] of Object.entries(settings)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  return fill(element, ...children.flat());
}
