/** The content of an object. */
import type { ObjectDetail, PreviewKind } from "../protocol";
import { pretty } from "./code";
import { codeBlock } from "./code-block";
import { h } from "./dom";
import { indentXml } from "./indent-xml";
import { drawFilm, objectUrl, sizeOf } from "./film";
import { t } from "./texts";

/** The part of a text that is shown. */
const MAX_TEXT_BYTES = 256 * 1024;
/** A browser decodes a larger image too slowly. */
const MAX_IMAGE_BYTES = 32 * 1024 * 1024;

const FORMAT: Readonly<Partial<Record<PreviewKind, (text: string) => string>>> = { json: pretty, xml: indentXml };

/** @throws TypeError if the server cannot be reached */
export async function drawPreview(object: ObjectDetail): Promise<HTMLElement[]> {
  const { key, bytes, preview } = object;
  const src = objectUrl(object);
  switch (preview) {
    case "none":
      return [h("p", { class: "note" }, t("noPreview"))];
    case "image":
      if (bytes > MAX_IMAGE_BYTES) return [h("p", { class: "note" }, t("noPreview"))];
      return [h("img", { class: "preview", src, alt: key })];
    case "video":
      return [drawFilm(src)];
    case "audio":
      return [h("audio", { src, controls: true, preload: "metadata", "aria-label": key })];
    default: {
      const response = await fetch(src, bytes > 0 ? { headers: { range: `bytes=0-${MAX_TEXT_BYTES - 1}` } } : {});
      const text = await response.text();
      const formatted = bytes > MAX_TEXT_BYTES ? text : (FORMAT[preview]?.(text) ?? text);
      const isCut = bytes > MAX_TEXT_BYTES && h("p", { class: "note" }, t("cut", { size: sizeOf(MAX_TEXT_BYTES) }));
      return [...(isCut ? [isCut] : []), codeBlock(formatted, key)];
    }
  }
}
