// The left strip: the chosen photo large, with a frame round what is being looked at, its answer, and all others to choose.

import { answerBars } from "./answers.js";
import { fill, frameOver, make, named } from "./dom.js";
import { scaled } from "./layout.js";
import { tile } from "./tile.js";
import { cut, percent } from "./words.js";

const LARGE_PHOTO = 192; // pixels on the screen
const SMALL_PHOTO = 48;

/** The strip in `el`. It follows `store.photo`, and `pointer.place` with the frame. */
export function photoStrip({ ask, store, pointer, network, el }) {
  const large = make("div", { class: "gn-photo" });
  const answer = make("div", {});
  const list = make("div", { class: "gn-photo-list", role: "listbox", "aria-label": "photos" });
  fill(el, large, answer, make("h3", {}, photosTold(network)), list);
  let frame = () => {};
  const thumbnails = network.photos.map((photo, at) => thumbnail(photo, at));
  fill(list, ...thumbnails);

  function thumbnail(photo, at) {
    const button = make(
      "button",
      { class: "gn-thumb", role: "option", type: "button", title: cut(photo.name, 200), onclick: () => store.set({ photo: at }) },
      make("span", { class: "gn-thumb-words" }, named(photo.why === "photo" ? photo.name : photo.why, 22), make("span", { class: "gn-note" }, verdictOf(photo))),
    );
    ask({ ask: "photo", photo: at }).then(({ said, arrays }) => {
      if (!said.missing) button.prepend(photoTile(network, arrays[0], { side: SMALL_PHOTO, label: photo.name, tabindex: -1 }));
    });
    return button;
  }

  async function show() {
    const { photo } = store.get();
    thumbnails.forEach((button, at) => button.setAttribute("aria-selected", at === photo));
    const { said, arrays } = await ask({ ask: "photo", photo });
    if (store.get().photo !== photo) return; // another was chosen meanwhile
    if (said.missing) {
      fill(large, make("p", { class: "gn-missing" }, said.missing));
      fill(answer);
      return;
    }
    const figure = photoTile(network, arrays[0], {
      side: LARGE_PHOTO,
      label: said.name,
      onhover: (at) => pointer.set({ place: at && { layer: null, ...at } }),
    });
    frame = frameOver(figure, "gn-seen");
    fill(large, figure, make("div", { class: "gn-photo-name" }, named(said.name, 34)), verdictNote(said));
    fill(answer, make("h3", {}, "What it answers"), answerBars(said));
    follow(pointer.get());
  }

  function follow({ place }) {
    frame(place?.seen ?? null);
  }

  const offs = [store.on((_, changed) => changed.has("photo") && show()), pointer.on(follow)];
  show();
  return { destroy: () => offs.forEach((off) => off()) };
}

/**
 * A photo as the network is fed it, in its greys or colours, enlarged by whole numbers. Numbers in one row are laid out in
 * as many rows as they have columns then.
 */
export function photoTile(network, array, { side, ...settings }) {
  const { shape: [height, width, channels], values } = squared(array);
  const { low, high } = network.input;
  const shown = channels === 1 || channels === 3 ? values : values.filter((_, at) => at % channels === 0);
  const scale = scaled(height, width, side);
  return tile({ values: shown, height, width, channels: channels === 3 ? 3 : 1, colours: "photo", low, high, ...scale, ...settings });
}

/** One long row of numbers as a square; the rest of its last row is no number. Anything else as it is. */
export function squared({ shape, values }) {
  const [height, width, channels] = shape;
  if (height !== 1 || width < 16 || channels !== 1) return { shape, values };
  const side = Math.ceil(Math.sqrt(width));
  const rows = Math.ceil(width / side);
  const laid = new Float32Array(rows * side).fill(NaN);
  laid.set(values);
  return { shape: [rows, side, 1], values: laid };
}

function photosTold({ photos }) {
  if (photos.length === 0) return "No photos";
  return photos.length === 1 ? "One photo" : `${photos.length} photos`;
}

function verdictOf({ truth, answer, sure }) {
  const found = sure === null || sure === undefined ? `${answer}` : `${answer}, ${percent(sure)}`;
  return truth === null || truth === undefined ? found : `${truth === answer ? "right" : "wrong"}: ${found}`;
}

function verdictNote({ why, truth, answer, familiar }) {
  const told = [why, truth === null || truth === undefined ? "truth not known" : `${truth === answer ? "right" : "wrong"}: it is ${cut(truth, 30)}`];
  if (familiar === false) told.push("unlike the photos it learned from");
  return make("div", { class: "gn-note" }, told.filter(Boolean).join(" · "));
}
