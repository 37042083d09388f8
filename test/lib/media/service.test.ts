import { Testing } from "cdktf";
import { describe, expect, it } from "vitest";
import { MediaService } from "../../../lib";
import { newStack, resources } from "../support";

describe("MediaService", () => {
  it("is one service that stays enabled after destroy", () => {
    const stack = newStack();
    new MediaService(stack, "Service", { bucket: "media-1250000000", region: "ap-guangzhou" });
    expect(resources(stack, "tencentci_media_service")).toEqual([
      { bucket: "media-1250000000", region: "ap-guangzhou", disable_on_destroy: false },
    ]);
  });

  it.each(["media", "Media-1250000000", "media-", "-1250000000", "media_x-1250000000"])(
    "refuses bucket %j",
    (bucket) => {
      expect(() => new MediaService(newStack(), "Service", { bucket })).toThrow(
        `[stack/Service] Bucket must be the full name with the APPID, such as media-1250000000 (got ${JSON.stringify(bucket)})`,
      );
    },
  );

  it("refuses an invalid region", () => {
    expect(() => new MediaService(newStack(), "Service", { bucket: "a-1250000000", region: "Guangzhou" })).toThrow(
      '[stack/Service] Region must be a region\'s id, such as ap-guangzhou (got "Guangzhou")',
    );
  });

  it("passes cdktf's validation without a user-defined provider", () => {
    const stack = newStack();
    new MediaService(stack, "Service", { bucket: "media-1250000000" });
    expect(() => Testing.synth(stack, true)).not.toThrow();
  });
});
