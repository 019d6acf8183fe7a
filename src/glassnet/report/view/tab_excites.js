// The tab of what excites the chosen channel: the exact pieces of photos it answers to most, and where they lie.

import { make } from "./dom.js";
import { pieces, silentSentence } from "./excited.js";
import { framedPhoto, regionInWords, regionOf } from "./framed.js";
import { channelsOf, endsCut, later, missingNote, paragraph, remark, section, within } from "./panel_pieces.js";
import { addressOf, many, short } from "./words.js";

const MOST_TOPS = 9;

export const excitesTab = { key: "excites", title: "Excites", needs: ["layer", "channel"], draw: drawExcites };

async function drawExcites(context) {
  const { ask, layer, state } = context;
  const channel = within(state.channel, channelsOf(layer));
  const found = await ask({ ask: "excites", layer: layer.name, channel });
  if (found.said.missing) return [missingNote(found.said.missing)];
  const { said } = found;
  if (said.silent || said.tops.length === 0) return paragraph(silentSentence(said));
  const shown = make("div", { class: "gn-whole" });
  const list = make("div", {});
  const choose = (at) => {
    const held = list.contains(document.activeElement);
    list.replaceChildren(pieces(context, found, MOST_TOPS, Math.floor((context.wide - 16) / 3) - 4, choose, at));
    if (held) list.querySelector(`[data-keep="piece ${at}"]`)?.focus();
    shown.replaceChildren(...wholePhoto(context, said.tops[at]));
  };
  choose(0);
  return [
    ...paragraph(
      `Of ${many(said.photos, "photo")}, these excite ${addressOf(layer.name, channel)} most, each photo once, by its strongest place.`,
      said.tops.some(({ seen }) => seen) ? "A piece is exactly what a unit there can see, less at the photo's border; the number under it is what it then puts out." : null,
    ),
    list,
    section("Where on the photo", shown),
    remark("What these pieces share is what the channel answers to. Do not name it too soon: look at several, and at photos that leave it silent."),
  ];
}

/** The whole photo with its piece framed, where the page has it; else the place in words. */
function wholePhoto({ ask, network, store }, top) {
  const number = numberOf(network.photos, top.name);
  const place = top.seen ? regionInWords(regionOf(top.seen)) : "all of it";
  const told = `${endsCut(top.name, 60)}: ${short(top.value)} at row ${top.row}, column ${top.column} of the map, which sees ${place}.`;
  if (number < 0) return [...paragraph(told), remark("This page does not hold that whole photo.")];
  return [
    later("Reading the photo …", ask({ ask: "photo", photo: number }).then(({ said, arrays }) => (said.missing
      ? [missingNote(said.missing)]
      : [framedPhoto({ network, photo: arrays[0], label: `${endsCut(top.name, 60)}, framed: ${place}`, pixels: 240, seen: top.seen ? regionOf(top.seen) : null })]))),
    ...paragraph(told),
    make("button", { type: "button", "data-keep": "show photo", onclick: () => store.set({ photo: number }) }, "Look at this photo everywhere"),
  ];
}

/** The number of the captured photo of that name; -1 where there is none, or several, which cannot be told apart. */
export function numberOf(photos, name) {
  const found = photos.flatMap((photo, number) => (photo.name === name ? [number] : []));
  return found.length === 1 ? found[0] : -1;
}
