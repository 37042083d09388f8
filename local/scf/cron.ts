/**
 * Cron expressions of timers: second, minute, hour, day, month, week day and year, in UTC+8.
 *
 * @see https://cloud.tencent.com/document/product/583/9708
 */
const FIELDS = [
  { name: "second", minimum: 0, maximum: 59 },
  { name: "minute", minimum: 0, maximum: 59 },
  { name: "hour", minimum: 0, maximum: 23 },
  { name: "day", minimum: 1, maximum: 31 },
  { name: "month", minimum: 1, maximum: 12, names: "JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC" },
  { name: "week day", minimum: 0, maximum: 6, names: "SUN MON TUE WED THU FRI SAT" },
  { name: "year", minimum: 1970, maximum: 2099 },
] as const;

const CHINA_MS = 8 * 3_600_000;

type Matcher = (value: number) => boolean;

/**
 * Parses a cron expression. Returns a check whether the timer fires in a second.
 *
 * @throws RangeError for an invalid cron expression; it needs seven fields
 */
export function parseCron(expression: string): (time: Date) => boolean {
  const texts = expression.trim().split(/\s+/);
  if (texts.length !== FIELDS.length) {
    throw new RangeError(`cron must have ${FIELDS.length} fields (got ${JSON.stringify(expression)})`);
  }
  const matchers = FIELDS.map((field, index) => parseField(texts[index]!, field));
  return (time) => {
    const local = new Date(time.getTime() + CHINA_MS);
    const values = [
      local.getUTCSeconds(),
      local.getUTCMinutes(),
      local.getUTCHours(),
      local.getUTCDate(),
      local.getUTCMonth() + 1,
      local.getUTCDay(),
      local.getUTCFullYear(),
    ];
    return matchers.every((matches, index) => matches(values[index]!));
  };
}

function parseField(text: string, field: (typeof FIELDS)[number]): Matcher {
  const parts = text.split(",").map((part) => parsePart(part, field));
  return (value) => parts.some((matches) => matches(value));
}

function parsePart(text: string, field: (typeof FIELDS)[number]): Matcher {
  const { name, minimum, maximum } = field;
  const names = "names" in field ? field.names.split(" ") : [];
  const [range = "", step = "1", ...rest] = text.split("/");
  const numberOf = (word: string): number => {
    const position = names.indexOf(word.toUpperCase());
    const number = position >= 0 ? position + minimum : /^\d{1,4}$/.test(word) ? Number(word) : NaN;
    if (number >= minimum && number <= maximum) return number;
    throw new RangeError(`cron must have a ${name} from ${minimum} to ${maximum} (got ${JSON.stringify(text)})`);
  };
  const interval = /^[1-9]\d*$/.test(step) && rest.length === 0 ? Number(step) : NaN;
  const [first = "", last, ...more] = range.split("-");
  if (Number.isNaN(interval) || more.length > 0) {
    throw new RangeError(`cron must have a ${name} such as 5, 1-5, */5 or 1,5 (got ${JSON.stringify(text)})`);
  }
  const from = range === "*" ? minimum : numberOf(first);
  const to = range === "*" || (last === undefined && text.includes("/")) ? maximum : numberOf(last ?? first);
  return (value) => value >= from && value <= to && (value - from) % interval === 0;
}
