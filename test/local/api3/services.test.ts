import { expect, it } from "vitest";
import { SERVICES } from "../../../local/api3/services";
import measured from "./measured-actions.json";

// The actions of API 3.0 that version 1.83.25 of the vendor's provider calls for the constructs' resources.
it("serves every action that the vendor's provider calls", () => {
  const missing = measured.filter((name) => {
    const [service = "", action = ""] = name.split(".");
    return SERVICES[service]?.[action] === undefined;
  });
  expect(missing).toEqual([]);
});
