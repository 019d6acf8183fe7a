// The explorer's front door in anywidget's module format: `render` shows it in an element, `pure` is what tests call.

import { askAhead } from "./ahead.js";
import { brokenIn, greys, mapColours, reachOf, weightColours } from "./colours.js";
import { make } from "./dom.js";
import { followHash, fromHash, toHash } from "./hash.js";
import { canonical, connect, halfFloat, unpacked } from "./host.js";
import { endsOf } from "./legend.js";
import { page } from "./page.js";
import { createStore } from "./store.js";
import { inksOf, sampled, spoken } from "./tile.js";
import { sayMissing } from "./views.js";
import { addressOf, percent, short, thousands } from "./words.js";

/** Show a run in `el`; answers how to clear it away. `model` is anywidget's, or a page's own with the same methods. */
function render({ model, el }) {
  const { ask, close } = connect(model);
  const store = createStore();
  const unfollow = model.get("page") ? followHash(store) : () => {};
  const root = make("div", { class: "glassnet" });
  const room = make("div", { class: "glassnet-room" }, root); // the page is laid out by how wide this is
  let shown = null;
  let closed = false;
  let rest = () => {};
  el.append(room);
  ask({ ask: "network" }).then(({ said }) => {
    if (closed) return;
    if (said.missing) sayMissing(root, said.missing);
    else {
      shown = page({ ask, store, network: said, root });
      if (model.get("page")) shown.painted.then(() => closed || (rest = askAhead(ask, said)));
    }
  });
  return () => {
    closed = true;
    rest();
    shown?.destroy();
    unfollow();
    close();
    room.remove();
  };
}

export const pure = {
  addressOf, brokenIn, canonical, createStore, endsOf, fromHash, greys, halfFloat, inksOf, mapColours, percent, reachOf,
  sampled, short, spoken, thousands, toHash, unpacked, weightColours,
};

export default { render };
