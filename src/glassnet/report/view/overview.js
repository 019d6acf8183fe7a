// The whole network at once: a column for each layer, a tile for each channel, and lines to what a tile is made of.

import { columnBody } from "./columns.js";
import { fill, make } from "./dom.js";
import { edgesOver } from "./edges.js";
import { columnHead } from "./heads.js";
import { overviewLayout, sourcesOf } from "./layout.js";
import { layerNamed } from "./places.js";

const ANSWERS_WIDTH = 140;
const HEADS_HEIGHT = 190; // with the line above, and what stands below the tiles

const COLUMNS_APART = 18; // between columns, where the lines run
const WIDE_COLUMN = 130; // a head this wide shows most names whole

/** How much wider each column may be than it must. */
function spareWidth(widths, room) {
  return Math.max(0, Math.floor((room - widths.reduce((sum, width) => sum + width, 0)) / Math.max(1, widths.length)));
}

/** The overview in `el`: `{ update(changed), destroy() }`. */
export function overview(scene, el) {
  const { network, store, pointer } = scene;
  const last = network.layers.at(-1);
  const room = { width: el.clientWidth - ANSWERS_WIDTH - 6, height: Math.max(240, el.clientHeight - HEADS_HEIGHT) };
  const plan = { ...overviewLayout(network.layers.slice(0, -1), room), ...overviewLayout([last], { ...room, width: ANSWERS_WIDTH }) };
  const spare = spareWidth(network.layers.slice(0, -1).map(({ name }) => plan[name].width + COLUMNS_APART), room.width);
  const flow = make("div", { class: "gn-flow" });
  const bodies = new Map();
  let lit = null;

  function hear(element, place) {
    if (!place) {
      lit = null;
      edges.clear();
    } else if (lit !== `${place.layer}/${place.channel}`) {
      lit = `${place.layer}/${place.channel}`;
      edges.draw(element, sourceElements(place));
    }
    pointer.set({ place });
  }

  function sourceElements({ layer: name, channel }) {
    const layer = layerNamed(network, name);
    const befores = layer.inputs.map((input) => layerNamed(network, input));
    if (befores.some((before) => !before)) return [];
    return sourcesOf(layer, befores, channel).flatMap((wanted, at) => {
      const body = bodies.get(befores[at].name);
      if (wanted?.length === 0) return [];
      const found = wanted === null ? body.tiles : wanted.map((at) => body.tiles[at]).filter(Boolean);
      return found.length > 0 ? found : [body.whole];
    });
  }

  function column(layer) {
    const body = columnBody(scene, layer, plan[layer.name], { hear, isLast: layer === last });
    bodies.set(layer.name, body);
    const head = columnHead(layer, {
      chosen: store.get().layer === layer.name,
      onclick: () => store.set({ layer: layer.name, channel: null, view: "sum" }),
    });
    const wide = layer === last ? ANSWERS_WIDTH : plan[layer.name].width + Math.max(0, Math.min(spare, WIDE_COLUMN - plan[layer.name].width));
    return make("section", { class: "gn-column", style: `width:${wide}px`, "aria-label": layer.name }, head, body.el);
  }

  const missing = make("p", { class: "gn-missing", hidden: true });
  const told = make("p", { class: "gn-note" }, "A column is a layer, a tile one map it makes of this photo. Hover: what it is made of. Click: how. A head opens its layer.");
  fill(el, told, make("div", { class: "gn-scroll" }, fill(flow, ...network.layers.map(column))), missing);
  const edges = edgesOver(flow);

  async function paint() {
    edges.clear();
    lit = null;
    const { photo } = store.get();
    await Promise.all([...bodies.values()].map((body) => body.paint(photo)));
    const why = [...bodies.values()].map((body) => body.missing).find(Boolean);
    missing.hidden = !why;
    missing.textContent = why ?? "";
    mark();
  }

  function mark() {
    const { layer, channel } = store.get();
    for (const [name, body] of bodies) {
      body.tiles.forEach((each, at) => each.classList.toggle("gn-chosen", name === layer && at === channel));
      body.block?.choose(name === layer ? channel : null);
    }
  }

  const painted = paint();
  return {
    painted,
    update(changed) {
      if (changed.has("photo") || changed.has("range")) return paint();
      mark();
      return painted;
    },
    destroy: () => pointer.set({ place: null }),
    focus(layer, channel) {
      const body = bodies.get(layer);
      const target = body?.tiles[channel] ?? body?.whole;
      if (target && target === document.activeElement) target.dispatchEvent(new FocusEvent("focus")); // another of its units
      else target?.focus();
    },
    columnsOf: (layer) => plan[layer]?.columns ?? 1,
  };
}
