import { expect, it } from "vitest";
import { requireCreateOnce, UnsafeStoreError } from "../../../../handler/delivery/durable/guard";
import { MemoryStore } from "./memory-store";

it("accepts a store that creates an object once, at the first call and later", async () => {
  const store = new MemoryStore();
  await requireCreateOnce(store);
  await requireCreateOnce(store);
  expect(store.log).toHaveLength(3);
});

it("refuses a store that creates an object again, as a bucket with versioning does", async () => {
  const store = new MemoryStore();
  store.create = () => Promise.resolve(true);
  await expect(requireCreateOnce(store)).rejects.toThrow(UnsafeStoreError);
  await expect(requireCreateOnce(store)).rejects.toThrow("use a bucket that never had it");
});
