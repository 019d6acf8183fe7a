// What is being looked at as the end of the page's address, so that a link opens the same view. In page hosts only.

const OPENS = "#inside?"; // other parts of a page have addresses of their own
const CHOICES = {
  view: ["overview", "sum", "pixel"],
  side: ["start", "now", "learned"],
  range: ["tile", "layer", "fixed"],
  tab: ["sum", "filters", "excites", "decides", "edits", "audit"],
};
const NUMBERS = ["photo", "channel", "input", "row", "column", "epoch"];

/** The address of a state: `#inside?photo=0&layer=conv_2&channel=17...`. */
export function toHash(state) {
  const parts = new URLSearchParams();
  for (const key of ["photo", "layer", "channel", "input", "row", "column", "view", "side", "epoch", "range", "tab"]) {
    if (state[key] !== null && state[key] !== undefined) parts.set(key, state[key]);
  }
  return OPENS + parts;
}

/** The parts of a state that an address names; what it does not know it leaves out. */
export function fromHash(hash) {
  if (!hash.startsWith(OPENS)) return {};
  const found = {};
  for (const [key, text] of new URLSearchParams(hash.slice(OPENS.length))) {
    if (key === "layer") found.layer = text;
    else if (NUMBERS.includes(key) && /^\d{1,9}$/.test(text)) found[key] = Number(text);
    else if (Object.hasOwn(CHOICES, key) && CHOICES[key].includes(text)) found[key] = text;
  }
  return found;
}

/** Keep the address and the store alike; answers how to stop. Browsers refuse an address that changes at every move. */
export function followHash(store, page = window, patience = 200) {
  let waiting = null;
  const read = () => store.set(fromHash(page.location.hash));
  const write = () => page.history.replaceState(page.history.state, "", toHash(store.get()));
  read();
  const off = store.on(() => {
    clearTimeout(waiting);
    waiting = setTimeout(write, patience);
  });
  page.addEventListener("hashchange", read);
  return () => {
    off();
    clearTimeout(waiting);
    page.removeEventListener("hashchange", read);
  };
}
