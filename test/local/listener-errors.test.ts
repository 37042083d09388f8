import { expect, it } from "vitest";
import { catchErrors } from "../../local/listener-errors";

it("reports the first error of a listener, and passes none on to the caller", () => {
  const warnings: string[] = [];
  const values: number[] = [];
  const listener = catchErrors(
    (value: number) => {
      values.push(value);
      throw new RangeError("Invalid count value: -1");
    },
    (message) => warnings.push(message),
  );

  for (const value of [1, 2, 3]) listener(value);

  expect(values).toEqual([1, 2, 3]);
  expect(warnings).toEqual([
    expect.stringContaining("a listener of the local cloud failed: RangeError: Invalid count value: -1"),
  ]);
});
