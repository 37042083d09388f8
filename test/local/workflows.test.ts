import { expect, it } from "vitest";
import { ci, enableMedia, refusal, startCloud } from "./support";
import { create, NOTIFY, topology, workflow } from "./workflows-support";

it("an active workflow can be neither changed nor deleted, a paused one can", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  const path = `/workflow/${await create(cloud)}`;
  const update = {
    method: "PUT",
    path,
    xml: ["Request", workflow({ Name: "renamed", State: "Paused" }) as never],
  } as const;

  expect(await refusal(ci(cloud, update))).toBe("403 AccessDenied");
  expect(await refusal(ci(cloud, { method: "DELETE", path }))).toBe("403 AccessDenied");
  await ci(cloud, { method: "PUT", path, query: { paused: "" } });
  expect((await ci(cloud, update))["MediaWorkflow"]).toMatchObject({ Name: "renamed", State: "Paused" });
  await ci(cloud, { method: "PUT", path, query: { active: "" } });
  await ci(cloud, { method: "PUT", path, query: { paused: "" } });
  await ci(cloud, { method: "DELETE", path });
  const ids = path.slice("/workflow/".length);
  expect((await ci(cloud, { method: "GET", path: "/workflow", query: { ids } }))["NonExistIDs"]).toEqual([ids]);
});

it("the rule about active workflows can be switched off", async () => {
  const cloud = await startCloud({ strictWorkflows: false });
  await enableMedia(cloud);
  const path = `/workflow/${await create(cloud)}`;
  expect(await refusal(ci(cloud, { method: "PUT", path, xml: ["Request", workflow() as never] }))).toBe("accepted");
  expect(await refusal(ci(cloud, { method: "DELETE", path }))).toBe("accepted");
});

it("a workflow is returned as it was sent, or with filled-in values as an option", async () => {
  for (const normaliseTopology of [false, true]) {
    const cloud = await startCloud({ normaliseTopology });
    const queueId = await enableMedia(cloud);
    const ids = await create(cloud, workflow({}, { NotifyConfig: { ...NOTIFY, State: undefined } }));
    const { MediaWorkflowList } = await ci(cloud, { method: "GET", path: "/workflow", query: { ids } });
    const [{ Topology }] = MediaWorkflowList as unknown as [{ Topology: { Nodes: { Start: { Input: object } } } }];
    const { Input } = Topology.Nodes.Start;
    if (normaliseTopology) {
      expect(Input).toMatchObject({ QueueId: queueId, NotifyConfig: { State: "On" }, ExtFilter: { State: "Off" } });
    } else {
      expect(Input).toEqual({ ObjectPrefix: "in/", NotifyConfig: { ...NOTIFY, State: undefined } });
    }
  }
});

it("names may repeat, and a query by name matches a prefix", async () => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  for (const Name of ["films", "films", "films-2", "other"]) await create(cloud, workflow({ Name }));
  const { TotalCount } = await ci(cloud, { method: "GET", path: "/workflow", query: { name: "films" } });
  expect(TotalCount).toBe("3");
});

it.each<[string, object]>([
  ["no name", workflow({ Name: "" })],
  ["no graph", workflow({ Topology: undefined })],
  ["no trigger path", workflow({}, { ObjectPrefix: "" })],
  ["a queue that is none", workflow({}, { QueueId: "pbad" })],
  ["a bad callback address", workflow({}, { NotifyConfig: { ...NOTIFY, Url: "ftp://x" } })],
  ["a dependency on nothing", topology({ Start: "Snapshot_9" }, {})],
  ["a node called other than its type", topology({ Start: "Foo_1", Foo_1: "End" }, { Foo_1: { Type: "Snapshot" } })],
  [
    "a cycle",
    topology(
      { Start: "Snapshot_1", Snapshot_1: "Transcode_2", Transcode_2: "Snapshot_1" },
      { Snapshot_1: { Type: "Snapshot" }, Transcode_2: { Type: "Transcode" } },
    ),
  ],
])("a workflow with %s is refused", async (_, body) => {
  const cloud = await startCloud();
  await enableMedia(cloud);
  expect(await refusal(create(cloud, body))).toBe("400 InvalidArgument");
});
