// The line over the views: where one is, how to get back, and how far the colours reach.

import { fill, make, named } from "./dom.js";
import { layerNamed } from "./places.js";
import { RANGES } from "./ranges.js";

/** The bar in `el`; it follows the store. `onhelp` opens the list of keys. */
export function viewBar({ store, network, el, onhelp }) {
  const crumbs = make("nav", { class: "gn-crumbs", "aria-label": "where you are" });
  const menu = make("select", { onchange: () => store.set({ range: menu.value }) }, Object.entries(RANGES).map(([value, told]) => make("option", { value }, told)));
  fill(el, crumbs, make("label", { class: "gn-range" }, "Colours reach over ", menu), make("button", { type: "button", onclick: onhelp, "aria-label": "keys", title: "keys" }, "?"));

  function follow() {
    const { view, layer: name, channel, row, column, range } = store.get();
    const layer = layerNamed(network, name);
    const steps = [["Network", { view: "overview" }]];
    if (layer && view !== "overview") {
      steps.push([named(layer.name, 24), { view: "sum", channel: null }]);
      if (channel !== null) steps.push([`out ${channel}`, { view: "sum" }]);
      if (view === "pixel") steps.push([`row ${row ?? 0}, column ${column ?? 0}`, null]);
    }
    menu.value = range;
    fill(crumbs, ...steps.flatMap(([word, patch], at) => {
      const isHere = at === steps.length - 1;
      const step = isHere ? make("b", { "aria-current": "page" }, word) : make("button", { type: "button", onclick: () => store.set(patch) }, word);
      return at ? [make("span", { "aria-hidden": "true" }, " › "), step] : [step];
    }));
  }

  follow();
  return { destroy: store.on(follow) };
}
