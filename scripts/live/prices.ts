/**
 * Tencent Cloud's prices, and the usage of callbacks: for the estimate before a live run and docs/guides/production.md.
 */

/**
 * Unit prices in USD, pay as you go, regions in the Chinese mainland. The price pages are rendered by scripts; these
 * are the figures of the vendor's published documents (github.com/tencentyun/qcloud-documents, international part), as
 * they were on `PRICES_READ`.
 */
export const PRICES = {
  /** A million calls of functions. @see https://www.tencentcloud.com/document/product/583/12281 */
  millionCalls: 0.2,
  /** A GB-second of a function. @see https://www.tencentcloud.com/document/product/583/12281 */
  gbSecond: 0.0000167,
  /** A GB that a function sends out. @see https://www.tencentcloud.com/document/product/583/12281 */
  outboundGb: 0.12,
  /** A million requests to COS, standard storage. @see https://www.tencentcloud.com/document/product/436/16871 */
  millionCosRequests: 0.2,
  /** A GB in COS for 30 days, standard storage. @see https://www.tencentcloud.com/document/product/436/16871 */
  cosGbMonth: 0.024,
  /**
   * A GB written to CLS, index traffic of all fields included. @see
   * https://www.tencentcloud.com/document/product/614/37509
   */
  clsGb: 0.032 + 0.062,
  /** A GB in CLS for a day, log and index each. @see https://www.tencentcloud.com/document/product/614/37509 */
  clsGbDay: 0.0025,
} as const;

/** Day on which the documents were read. */
export const PRICES_READ = "2026-11-29";

/** Usage of the cloud. */
export interface Usage {
  readonly calls: number;
  readonly gbSeconds: number;
  readonly outboundGb: number;
  readonly cosRequests: number;
  /** GB × days. */
  readonly cosGbDays: number;
  readonly logGb: number;
  /** Days that the log is kept. */
  readonly logDays: number;
}

/** The parts of a bill, in USD. */
export type Bill = Readonly<Record<"calls" | "gbSeconds" | "outbound" | "cos" | "log", number>>;

const KB = 1 / 1024 ** 2;
const MEMORY_GB = 0.25;
const ANSWER_KB = 0.3;
const MILLION = 1_000_000;

/**
 * A million callbacks, as measured on the local cloud: one call, 0.3 kB of log; with durable delivery a second call, 12
 * requests to COS and 0.7 kB of log. Seconds are assumptions: 0.05 s of a receiver that runs already, 0.6 s of a worker
 * that waits for COS.
 */
export const MILLION_CALLBACKS: Readonly<Record<"inline" | "durable", Usage>> = {
  inline: {
    calls: MILLION,
    gbSeconds: MILLION * MEMORY_GB * 0.05,
    outboundGb: MILLION * ANSWER_KB * KB,
    cosRequests: 0,
    cosGbDays: 0,
    logGb: MILLION * 0.3 * KB,
    logDays: 7,
  },
  durable: {
    calls: 2 * MILLION,
    gbSeconds: MILLION * MEMORY_GB * (0.05 + 0.6),
    outboundGb: MILLION * ANSWER_KB * KB,
    cosRequests: 12 * MILLION,
    cosGbDays: MILLION * 4 * KB * 7,
    logGb: MILLION * 0.7 * KB,
    logDays: 7,
  },
};

/** The sweeper of durable delivery for 30 days, one sweep a minute of a second each. */
export const SWEEPER_MONTH: Usage = {
  calls: 30 * 24 * 60,
  gbSeconds: 30 * 24 * 60 * MEMORY_GB,
  outboundGb: 0,
  cosRequests: 30 * 24 * 60 * 10,
  cosGbDays: 0,
  logGb: 30 * 24 * 60 * 0.3 * KB,
  logDays: 7,
};

/** Cost of a usage without free quotas and packages. */
export function billOf({ calls, gbSeconds, outboundGb, cosRequests, cosGbDays, logGb, logDays }: Usage): Bill {
  return {
    calls: (calls / MILLION) * PRICES.millionCalls,
    gbSeconds: gbSeconds * PRICES.gbSecond,
    outbound: outboundGb * PRICES.outboundGb,
    cos: (cosRequests / MILLION) * PRICES.millionCosRequests + (cosGbDays / 30) * PRICES.cosGbMonth,
    log: logGb * (PRICES.clsGb + 2 * logDays * PRICES.clsGbDay),
  };
}

/** The sum of a bill, in USD. */
export function totalOf(bill: Bill): number {
  return Object.values(bill).reduce((sum, part) => sum + part, 0);
}
