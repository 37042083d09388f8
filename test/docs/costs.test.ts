import { expect, it } from "vitest";
import { billOf, MILLION_CALLBACKS, PRICES, PRICES_READ, SWEEPER_MONTH, totalOf } from "../../scripts/live/prices";
import { read } from "./pages";

const inUsd = (amount: number): string => amount.toFixed(2);

it.each(["docs/guides/production.md", "docs/guides/production.zh-CN.md"])(
  "the costs in %s follow from the prices",
  (page) => {
    const text = read(page);
    const rows = [...text.matchAll(/^\| [^|]+\| +\**([\d.]+)\** \| +\**([\d.]+)\** \|/gm)].map(
      ([, inline, durable]) => [inline, durable],
    );
    const bills = [billOf(MILLION_CALLBACKS.inline), billOf(MILLION_CALLBACKS.durable)] as const;
    const parts = (["calls", "gbSeconds", "outbound", "cos", "log"] as const).map((part) =>
      bills.map((bill) => inUsd(bill[part])),
    );
    expect(rows).toEqual([...parts, bills.map((bill) => inUsd(totalOf(bill)))]);
    expect(text).toContain(PRICES_READ);
    expect(text).toContain(String(PRICES.gbSecond));
    expect(text).toMatch(new RegExp(`[ ：，]${inUsd(totalOf(billOf(SWEEPER_MONTH)))}[ 。]`));
  },
);
