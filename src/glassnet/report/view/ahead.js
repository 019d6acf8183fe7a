// Asking ahead: while nobody does anything, a page unpacks the maps of the photos that were not looked at yet.

const MOST_BYTES = 64 * 2 ** 20; // beyond that, the answers would push each other out again

/** Ask for the maps of all photos, one answer at a time, whenever there is nothing else to do. Answers how to stop. */
export function askAhead(ask, network) {
  let stopped = false;
  const messages = messagesAhead(network);

  async function next() {
    const message = messages.shift();
    if (stopped || !message) return;
    await ask(message);
    whenIdle(next);
  }

  whenIdle(next);
  return () => {
    stopped = true;
  };
}

/** What will be asked sooner or later: the maps of every layer, photo by photo. Nothing where that is too much. */
export function messagesAhead({ photos, layers }) {
  const bytes = layers.reduce((sum, { shape }) => sum + 4 * shape.reduce((one, other) => one * other, 1), 0);
  if (bytes * photos.length > MOST_BYTES) return [];
  return photos.flatMap((_, photo) => layers.map(({ name }) => ({ ask: "maps", photo, layer: name })));
}

function whenIdle(todo) {
  if (globalThis.requestIdleCallback) requestIdleCallback(todo, { timeout: 2000 });
  else setTimeout(todo, 50);
}
