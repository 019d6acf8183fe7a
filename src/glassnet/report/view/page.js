// The page: photos left, the network or one part of it in the middle, the inspector right, epochs below.

import { viewBar } from "./bar.js";
import { fill, make } from "./dom.js";
import { epochStrip } from "./epochs.js";
import { inspector } from "./inspector.js";
import { afterKey, keyList } from "./keys.js";
import { layerView } from "./layer.js";
import { overview } from "./overview.js";
import { passingView } from "./passing.js";
import { photoStrip } from "./photos.js";
import { pixelView } from "./pixel.js";
import { layerNamed, placeTold } from "./places.js";
import { createStore } from "./store.js";
import { sumView } from "./sum.js";
import { unitView } from "./unit.js";

/** Everything, in `root`: `{ painted, destroy() }`. `painted` settles when the first view stands. */
export function page({ ask, store, network, root }) {
  const pointer = createStore({ place: null });
  const scene = { ask, store, network, pointer };
  const [bar, middle, photos, panel, epochs] = ["bar", "middle", "photos", "panel", "epochs"].map((name) => make("div", { class: `gn-${name}`, tabindex: -1 }));
  const told = make("div", { class: "gn-told", role: "status", "aria-live": "off" });
  const help = keyList();
  const openHelp = () => help.showModal();
  fill(root, photos, make("section", { class: "gn-main", "aria-label": "the network" }, bar, middle, told), panel, epochs, help);
  store.set(sound(store.get(), network));

  const parts = [
    viewBar({ store, network, el: bar, onhelp: openHelp }),
    photoStrip({ ...scene, el: photos }),
    epochStrip({ store, network, el: epochs }),
    inspector({ ask, store, network, el: panel }),
  ];
  let view = null;
  let shown = null;

  function follow(state, changed) {
    const painted = viewOf(state, changed);
    painted.then(() => {
      root.setAttribute("data-painted", store.get().photo); // for who waits for it
      performance.mark("glassnet-painted");
    });
    return painted;
  }

  function viewOf(state, changed) {
    const name = viewName(state, network);
    if (name === shown) return view.update(changed);
    const hadFocus = middle.contains(document.activeElement) || bar.contains(document.activeElement);
    view?.destroy();
    shown = name;
    fill(middle);
    if (hadFocus) middle.focus({ preventScroll: true }); // what had it is gone, and keys go on
    middle.dataset.view = name;
    view = VIEWS[name](scene, middle);
    const { layer, channel } = state;
    return hadFocus && name === "overview" && layer ? view.painted.then(() => view.focus(layer, channel)) : view.painted;
  }

  function onkey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open || isTyping(event.target)) return;
    if (event.key === "?") return openHelp();
    const state = store.get();
    const patch = afterKey(event.key, state, network, shown === "overview" && state.layer ? view.columnsOf(state.layer) : 1);
    if (!patch) return undefined;
    event.preventDefault();
    event.stopPropagation(); // a notebook has keys of its own
    store.set(patch);
    if (shown === "overview") view.focus(store.get().layer, store.get().channel);
    return undefined;
  }

  const offs = [
    store.on((state, changed) => {
      const good = sound(state, network);
      if (Object.keys(good).some((key) => good[key] !== state[key])) store.set(good);
      else follow(state, changed);
    }),
    pointer.on(({ place }) => {
      told.textContent = place ? placeTold(place) : "";
    }),
  ];
  root.addEventListener("keydown", onkey);
  const painted = follow(store.get(), new Set());
  return {
    painted,
    destroy() {
      view.destroy();
      root.removeEventListener("keydown", onkey);
      for (const off of offs) off();
      for (const part of parts) part.destroy();
    },
  };
}

const VIEWS = { overview, layer: layerView, sum: sumView, pixel: pixelView, passing: passingView, unit: unitView };

/** Which view shows a state. */
export function viewName({ view, layer: name, channel }, network) {
  const layer = layerNamed(network, name);
  if (view === "overview" || !layer) return "overview";
  if (channel === null) return "layer";
  if (layer.filters) return view;
  return layer.shape.length === 3 ? "passing" : "unit";
}

/** A state that this network can show: an address may name a photo, a layer or a channel that it has not. */
export function sound(state, network) {
  const layer = layerNamed(network, state.layer);
  const within = (at, most) => (at === null || at === undefined ? at : Math.min(at, Math.max(0, most - 1)));
  return {
    ...state,
    photo: within(state.photo, network.photos.length),
    layer: layer ? state.layer : null,
    channel: layer ? within(state.channel, layer.shape.at(-1)) : null,
    row: layer?.shape.length === 3 ? within(state.row, layer.shape[0]) : null,
    column: layer?.shape.length === 3 ? within(state.column, layer.shape[1]) : null,
  };
}

function isTyping({ tagName, type }) {
  return tagName === "SELECT" || tagName === "TEXTAREA" || (tagName === "INPUT" && type !== "checkbox");
}
