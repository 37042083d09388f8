/** The user's settings, kept in this browser. */

export type Language = "en" | "zh";
export type Theme = "light" | "dark";

export const settings = {
  get language(): Language {
    const chosen = read("language");
    if (chosen === "en" || chosen === "zh") return chosen;
    return navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en";
  },
  set language(value: Language) {
    write("language", value);
  },
  get theme(): Theme {
    const chosen = read("theme");
    if (chosen === "light" || chosen === "dark") return chosen;
    return matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  },
  set theme(value: Theme) {
    write("theme", value);
  },
};

function read(name: string): string | null {
  try {
    return localStorage.getItem(`inspector.${name}`);
  } catch {
    return null; // storage may be forbidden: the setting then lasts until the page is closed
  }
}

function write(name: string, value: string): void {
  try {
    localStorage.setItem(`inspector.${name}`, value);
  } catch {
    // as above
  }
}
