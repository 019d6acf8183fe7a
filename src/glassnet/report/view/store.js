// What is being looked at, in one place: every part of the page reads it, changes it and hears of changes.

/** What a page that has just opened looks at. */
export const OPENING = Object.freeze({
  photo: 0, layer: null, channel: null, input: 0, row: null, column: null, view: "overview",
  side: "now", epoch: null, range: "layer", tab: "sum",
});

/** `get()` the state, `set({...})` parts of it, `on((state, changed) => ...)` hear of it; `on` answers how to stop hearing. */
export function createStore(initial = {}) {
  let state = Object.freeze({ ...OPENING, ...initial });
  const hearers = new Set();
  return {
    get: () => state,
    set(patch) {
      const changed = Object.keys(patch).filter((key) => patch[key] !== state[key]);
      if (changed.length === 0) return;
      state = Object.freeze({ ...state, ...patch });
      for (const hearer of [...hearers]) hearer(state, new Set(changed));
    },
    on(hearer) {
      hearers.add(hearer);
      return () => hearers.delete(hearer);
    },
  };
}
