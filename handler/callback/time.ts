/**
 * The vendor's times: `2023-05-06T16:04:13+0800` in job callbacks, a blank for the `T` in workflow callbacks, a colon in
 * the offset in moderation callbacks.
 */
const TIME = /^\s*(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:\.\d+)?(?:Z|([+-])(\d\d):?(\d\d))\s*$/;

/** The instant, or `undefined` where the vendor gives none: missing, empty, `-`, or not a time. */
export function parseTime(text: string | undefined): Date | undefined {
  const parts = text === undefined ? null : TIME.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const offset = (Number(parts[8] ?? 0) * 60 + Number(parts[9] ?? 0)) * (parts[7] === "-" ? -1 : 1);
  const local = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
  // Date.UTC carries 2023-02-30 over into March; such a text is not a time.
  if (local.getUTCMonth() !== month - 1 || local.getUTCDate() !== day || hour > 23 || minute > 59 || second > 59) {
    return undefined;
  }
  return new Date(local.getTime() - offset * 60_000);
}
