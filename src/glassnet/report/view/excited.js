// The pieces of photos that excite a channel most, each with its value; one from a photo, the strongest first.

import { make } from "./dom.js";
import { photoPiece, regionInWords, regionOf } from "./framed.js";
import { endsCut, later, missingNote, paragraph } from "./panel_pieces.js";
import { cut, many, short } from "./words.js";

/** A row of the `most` strongest pieces, small: for tabs that are about something else. */
export function excitedStrip(context, channel, most) {
  const { ask, layer } = context;
  const message = { ask: "excites", layer: layer.name, channel };
  return later("Looking for what excites it …", ask(message).then((found) => {
    if (found.said.missing) return [missingNote(found.said.missing)];
    if (found.said.silent) return paragraph(silentSentence(found.said));
    return [pieces(context, found, most, Math.floor((context.wide - 8 * most) / most))];
  }));
}

/** The pieces as a list. `choose(number)` hears which was clicked. */
export function pieces({ network }, { said, arrays }, most, pixels, choose, chosen) {
  return make("ul", { class: choose ? "gn-pieces gn-pieces-grid" : "gn-pieces" }, said.tops.slice(0, most).map((top, at) => {
    const place = top.seen ? `, ${regionInWords(regionOf(top.seen))}` : "";
    const figure = photoPiece({ network, piece: arrays[at], pixels, label: `${cut(top.name, 60)}${place}, value ${short(top.value)}`, onclick: choose && (() => choose(at)) });
    if (choose && figure.dataset) figure.dataset.keep = `piece ${at}`;
    figure.classList.toggle("gn-chosen", at === chosen);
    return make("li", {}, figure, make("span", { class: "gn-value" }, short(top.value)), choose ? make("span", { class: "gn-note", title: cut(top.name, 500) }, endsCut(top.name, Math.floor(pixels / 7))) : null);
  }));
}

/** What is said where nothing excites the channel. */
export function silentSentence({ photos }) {
  return `Silent: on none of ${many(photos, "photo")} does this channel put out more than a millionth, so there is no strongest piece to show.`;
}
