/**
 * Run in the page: texts whose contrast with their background is below 4.5 to 1, the minimum of WCAG 2 at level AA.
 *
 * @see https://www.w3.org/TR/WCAG21/#contrast-minimum
 */
export const LOW_CONTRAST = `(() => {
  const parse = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const linear = (value) => (value / 255 <= 0.03928 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = ([r, g, b]) => 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const [r, g, b, alpha = 1] = parse(getComputedStyle(at).backgroundColor);
      if (alpha > 0.9) return [r, g, b];
    }
    return [255, 255, 255];
  };
  const hasText = ({ childNodes }) => [...childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
  return [...document.querySelectorAll("body *")]
    .filter((element) => element.offsetParent && hasText(element))
    .map((element) => {
      const two = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))].sort((a, b) => b - a);
      return { element, ratio: (two[0] + 0.05) / (two[1] + 0.05) };
    })
    .filter(({ ratio }) => ratio < 4.5)
    .map(({ element, ratio }) => element.className + " " + ratio.toFixed(2) + " " + element.textContent);
})()`;
