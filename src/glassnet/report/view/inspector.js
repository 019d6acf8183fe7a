// The inspector's place, until it is built.

import { make } from "./dom.js";

export function inspector({ el }) {
  el.append(make("p", { class: "gn-note" }, "inspector"));
  return { update() {}, destroy() {} };
}
