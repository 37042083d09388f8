import { expect, it, onTestFinished } from "vitest";
import { CiClient } from "../../api/client";
import { findQueueToAdopt } from "../../provider/resources/adopt-queue";
import { startFakeServer } from "../support/fake-server";

const ADDRESS = { bucket: "media-1250000000", region: "ap-guangzhou" };

async function adoptFrom(queues: readonly (readonly [id: string, category: string])[], queueId: string | null) {
  const list = queues.map(
    ([id, category]) =>
      `<QueueList><QueueId>${id}</QueueId><Name>n-${id}</Name><Category>${category}</Category></QueueList>`,
  );
  const server = await startFakeServer(({ path, query }) => {
    if (path === "/mediabucket") return { body: "<Response><TotalCount>0</TotalCount></Response>" };
    const shown = list.filter((item) => !query["queueIds"] || item.includes(`<QueueId>${query["queueIds"]}<`));
    return { body: `<Response><TotalCount>${list.length}</TotalCount>${shown.join("")}</Response>` };
  });
  onTestFinished(() => server.close());
  const ci = new CiClient({ credentials: { secretId: "i", secretKey: "k" }, endpoint: server.url });
  const client = { ci, region: ADDRESS.region, isPublicCloud: false };
  return findQueueToAdopt(client, ADDRESS, queueId, new AbortController().signal);
}

it("adopts the ordinary queue and not the one for fast transcoding", async () => {
  const found = await adoptFrom(
    [
      ["p2", "SpeedTranscoding"],
      ["p1", "Transcoding"],
    ],
    null,
  );
  expect(found.queueId).toBe("p1");
});

it("adopts any queue by its id", async () => {
  expect(
    (
      await adoptFrom(
        [
          ["p1", "Transcoding"],
          ["p2", "SpeedTranscoding"],
        ],
        "p2",
      )
    ).queueId,
  ).toBe("p2");
});

it("requires an id if there are several", async () => {
  await expect(
    adoptFrom(
      [
        ["p1", ""],
        ["p2", "Transcoding"],
      ],
      null,
    ),
  ).rejects.toThrow('Several media queues: Set queue_id to one of them: p1 "n-p1", p2 "n-p2".');
});

it("gives a remedy if there is none", async () => {
  await expect(adoptFrom([], null)).rejects.toThrow(/No media queue: .*Add a tencentci_media_service/);
}, 15_000);
