/**
 * The vendor's times: `2023-05-06T16:04:13+0800` in job callbacks, a blank in place of `T` in workflow callbacks, a
 * colon in the offset in moderation callbacks.
 */
const TIME = /^\s*(\d{4})-(\d\d)-(\d\d)[T ](\d\d):([0-5]\d):([0-5]\d)(?:\.\d+)?(?:Z|([+-])(\d\d):?(\d\d))\s*$/;

/** The instant; `undefined` if it is missing, empty, `-`, or not a time. */
export function parseTime(text: string | undefined): Date | undefined {
  const parts = text === undefined ? null : TIME.exec(text);
  if (!parts) return undefined;
  const month = Number(parts[2]) - 1;
  const day = Number(parts[3]);
  const hour = Number(parts[4]);
  const local = new Date(Date.UTC(Number(parts[1]), month, day, hour, Number(parts[5]), Number(parts[6])));
  // Date.UTC turns 2023-02-30 into a day of March; such a text is not a time.
  if (local.getUTCMonth() !== month || local.getUTCDate() !== day || local.getUTCHours() !== hour) return undefined;
  const offset = Number(parts[8] ?? 0) * 60 + Number(parts[9] ?? 0);
  return offset === 0 ? local : new Date(local.getTime() - (parts[7] === "-" ? -offset : offset) * 60_000);
}
