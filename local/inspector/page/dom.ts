/** Creates elements. Text is only set as text content, so that nothing in a callback can become markup. */

type Child = Node | string | number | undefined | false;
type Handlers = { readonly [Name in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[Name]) => void };

/** Properties of an element: attributes by name, and handlers under `on`. `false` and `undefined` omit an attribute. */
export type Props = { readonly on?: Handlers } & Readonly<
  Record<string, string | number | boolean | undefined | Handlers>
>;

const SVG = "http://www.w3.org/2000/svg";

export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  return fill(document.createElement(tag), props, children);
}

export function svg<Tag extends keyof SVGElementTagNameMap>(
  tag: Tag,
  props: Props = {},
  ...children: readonly Child[]
): SVGElementTagNameMap[Tag] {
  return fill(document.createElementNS(SVG, tag), props, children);
}

/** Replaces all children. */
export function show(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren(...children.filter(isPresent).map(textOrNode));
}

/**
 * Renders a part again and keeps the focus in it, on the element with the same `id` or `data-key`.
 *
 * @param fallback selector of the element that gets the focus if the focused one no longer exists
 */
export function keepFocus(root: Element, draw: () => void, fallback?: string): void {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const key = focused?.getAttribute("data-key");
  draw();
  if (!focused || root.contains(document.activeElement)) return;
  const same = key ? `[data-key="${CSS.escape(key)}"]` : focused.id ? `#${CSS.escape(focused.id)}` : undefined;
  const next =
    (same && root.querySelector<HTMLElement>(same)) || (fallback && root.querySelector<HTMLElement>(fallback));
  if (next) next.focus();
}

/** Sets a text only if it differs, so that the browser does no work if nothing changed. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

function fill<E extends HTMLElement | SVGElement>(element: E, props: Props, children: readonly Child[]): E {
  for (const [name, value] of Object.entries(props)) {
    if (name === "on") {
      for (const [event, handler] of Object.entries(value as Handlers)) {
        element.addEventListener(event, handler as EventListener);
      }
    } else if (value === true) {
      element.setAttribute(name, "");
    } else if (typeof value === "string" || typeof value === "number") {
      element.setAttribute(name, String(value));
    }
  }
  element.append(...children.filter(isPresent).map(textOrNode));
  return element;
}

function isPresent(child: Child): child is Node | string | number {
  return child !== undefined && child !== false;
}

function textOrNode(child: Node | string | number): Node | string {
  return typeof child === "number" ? String(child) : child;
}
