// The right-hand inspector: what is known of the chosen tile, in tabs of which one is open. Each tab draws itself.

import { make } from "./dom.js";
import { brokenNote, channelsOf, remark, roving, within } from "./panel_pieces.js";
import { auditTab } from "./tab_audit.js";
import { decidesTab } from "./tab_decides.js";
import { editsTab } from "./tab_edits.js";
import { excitesTab } from "./tab_excites.js";
import { filtersTab } from "./tab_filters.js";
import { mapTab } from "./tab_map.js";
import { addressOf } from "./words.js";

const USUAL_WIDTH = 370;
const TABS = [mapTab, filtersTab, excitesTab, decidesTab, editsTab, auditTab];

/** The inspector in `el`, following `store`. `ask` and `network` are the host's; `destroy()` clears it away. */
export function inspector({ ask, store, network, el }) {
  const memory = new Map(); // what a tab worked out of many answers, such as grain over epochs
  const tabs = TABS.map((tab) => tabButton(tab, (key) => store.set({ tab: key })));
  const head = make("header", { class: "gn-inspected" });
  const panel = make("div", { class: "gn-tabpanel", role: "tabpanel", id: "gn-tabpanel", tabindex: 0 });
  const list = roving(make("div", { class: "gn-tabs", role: "tablist", "aria-label": "What is known of the chosen tile" }, tabs));
  const root = make("aside", { class: "gn-inspector", "aria-label": "Inspector" }, head, list, panel);
  let shown = null; // what the panel was drawn for
  let follow = null;
  let turn = 0;

  function update() {
    const state = store.get();
    const tab = TABS.find(({ key }) => key === state.tab) ?? mapTab;
    const layer = network.layers.find(({ name }) => name === state.layer) ?? firstToShow(network);
    head.replaceChildren(...headOf(layer, state));
    const wide = widthOf(panel);
    const key = JSON.stringify([tab.key, wide, ...tab.needs.map((need) => (need === "layer" ? layer.name : state[need]))]);
    if (key === shown) {
      follow?.(state);
      return;
    }
    shown = key;
    choose(tabs, tab.key, panel);
    draw(tab, { ask, store, network, memory, state, layer, wide });
  }

  async function draw(tab, context) {
    turn += 1;
    const mine = turn;
    panel.setAttribute("aria-busy", "true");
    const nodes = await tab.draw({ ...context, isFresh: () => mine === turn }).catch((error) => {
      console.error(error);
      return [brokenNote(error)];
    });
    if (mine !== turn) return; // something else was chosen meanwhile
    const kept = root.contains(document.activeElement) ? document.activeElement.dataset.keep : null;
    panel.replaceChildren(...nodes.filter(Boolean));
    panel.dataset.shows = tab.key;
    panel.removeAttribute("aria-busy");
    if (kept) [...panel.querySelectorAll("[data-keep]")].find((each) => each.dataset.keep === kept)?.focus();
    follow = nodes.follow ?? null;
  }

  el.append(root);
  const off = store.on(update);
  const resized = new ResizeObserver(update);
  resized.observe(root);
  update();
  return {
    update,
    destroy() {
      turn += 1;
      off();
      resized.disconnect();
      root.remove();
    },
  };
}

function tabButton({ key, title }, open) {
  return make("button", {
    type: "button", role: "tab", id: `gn-tab-${key}`, "aria-controls": "gn-tabpanel", "data-stop": true, "data-tab": key,
    onclick: () => open(key), onfocus: () => open(key),
  }, title);
}

function choose(tabs, key, panel) {
  for (const tab of tabs) {
    const chosen = tab.dataset.tab === key;
    tab.setAttribute("aria-selected", String(chosen));
    tab.tabIndex = chosen ? 0 : -1;
  }
  panel.setAttribute("aria-labelledby", `gn-tab-${key}`);
}

/** Pixels there are for what a tab shows; as if at the usual width while the panel is not laid out. */
function widthOf(panel) {
  const { paddingLeft, paddingRight } = getComputedStyle(panel);
  const wide = panel.clientWidth - (parseFloat(paddingLeft) || 0) - (parseFloat(paddingRight) || 0);
  return wide > 0 ? Math.max(240, Math.floor(wide)) : USUAL_WIDTH;
}

function headOf(layer, state) {
  const channel = within(state.channel, channelsOf(layer));
  return [make("h3", {}, addressOf(layer.name, channel)), remark(layer.says)];
}

/** What is shown before anything was chosen: the first layer that computes something. */
function firstToShow({ layers }) {
  return layers.find(({ filters }) => filters) ?? layers.find(({ inputs }) => inputs.length > 0) ?? layers[0];
}
