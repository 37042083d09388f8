/** Copies a callback, and offers it as a test. */
import type { CallbackDetail } from "../protocol";
import { getBody } from "./api";
import { codeBlock } from "./code-block";
import { openDialog } from "./dialog";
import { h } from "./dom";
import { curlLine, sendLine, testFiles } from "./callback-forms";
import { t } from "./texts";

/** Forms in which a callback can be copied; keys of texts. */
export const COPIES = ["copyBody", "copyEvent", "copyCurl", "copySend", "copyLink"] as const;
export type Copy = (typeof COPIES)[number];

export interface CopyOptions {
  readonly samples: readonly string[];
  readonly say: (text: string) => void;
}

/** Copies a callback in one of its forms. */
export async function copyCallback(detail: CallbackDetail, form: Copy, { samples, say }: CopyOptions): Promise<void> {
  try {
    const text = await textOf(detail, form, samples);
    if (text === undefined) return say(t("noSample"));
    await navigator.clipboard.writeText(text);
    say(t("copied"));
  } catch (error) {
    say(t("notCopied", { reason: (error as Error).message }));
  }
}

async function textOf(detail: CallbackDetail, form: Copy, samples: readonly string[]): Promise<string | undefined> {
  switch (form) {
    case "copyBody":
      return new TextDecoder().decode(await bytesOf(detail));
    case "copyEvent":
      return JSON.stringify(detail.event ?? { refusal: detail.refusal }, undefined, 2);
    case "copyCurl":
      return curlLine(new TextDecoder().decode(await bytesOf(detail)), detail.row);
    case "copySend":
      return sendLine(detail, samples);
    case "copyLink":
      return location.href;
  }
}

/** The bytes that were sent; the shown text if the server no longer has them. */
export async function bytesOf({ row: { id }, body }: CallbackDetail): Promise<Uint8Array<ArrayBuffer>> {
  return (await getBody(id)) ?? new TextEncoder().encode(body);
}

/** Shows the fixture and the test for a callback, to be saved or copied. */
export function openTest(detail: CallbackDetail, say: (text: string) => void): void {
  const { fixture, test, source } = testFiles(detail);
  const file = (name: string, folder: string, content: () => Promise<BlobPart>): HTMLElement => {
    const save = async (): Promise<void> => download(name, await content());
    const copy = async (): Promise<void> => {
      await navigator.clipboard.writeText(await new Blob([await content()]).text());
      say(t("copied"));
    };
    const button = (text: "download" | "copy", run: () => Promise<void>): HTMLElement => {
      const click = (): void => void run().catch((error: Error) => say(error.message));
      return h("button", { type: "button", on: { click }, "aria-label": `${t(text)} ${name}` }, t(text));
    };
    return h("p", { class: "file" }, h("code", {}, folder + name), button("download", save), button("copy", copy));
  };
  const dialog = openDialog(
    t("writeTest"),
    h("p", { class: "note" }, t("testHint")),
    file(fixture, "fixtures/", () => bytesOf(detail)),
    file(test, "", () => Promise.resolve(source)),
    codeBlock(source, test),
  );
  dialog.classList.add("is-wide");
}

function download(name: string, content: BlobPart): void {
  const href = URL.createObjectURL(new Blob([content], { type: "application/octet-stream" }));
  h("a", { href, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000); // the browser may not have begun to read it
}
