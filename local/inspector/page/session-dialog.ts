/** Saves the session to a file, and opens such a file for reading. */
import type { SessionFile } from "../protocol";
import { openDialog } from "./dialog";
import { h } from "./dom";
import { readSession } from "./read-session";
import { t } from "./texts";

/** @param open called with an opened file and its name */
export function openSession(open: (file: SessionFile, name: string) => void): void {
  const problem = h("p", { class: "note is-bad", role: "alert" });
  const change = async (event: Event): Promise<void> => {
    const [chosen] = (event.target as HTMLInputElement).files ?? [];
    if (!chosen) return;
    const file = readSession(await chosen.text());
    if (!file) return void (problem.textContent = t("noSession", { name: chosen.name }));
    dialog.close();
    open(file, chosen.name);
  };
  const name = `session-${new Date().toISOString().slice(0, 19).replaceAll(":", "-")}.json`;
  const dialog = openDialog(
    t("session"),
    h("p", { class: "note" }, t("sessionHint")),
    h("p", {}, h("a", { class: "button", href: "api/session", download: name }, t("saveSession"))),
    h(
      "label",
      { class: "area" },
      h("span", {}, t("openSession")),
      h("input", { type: "file", accept: ".json", on: { change: (event) => void change(event) } }),
    ),
    problem,
  );
}
