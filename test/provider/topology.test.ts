import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { buildXml, childOf, parseXml } from "../../api/xml";
import { NO_NOTIFY } from "../../api/notify-config";
import {
  coversTopology,
  fingerprint,
  fromXmlTopology,
  hasNotifyConfig,
  isSameTopology,
  toXmlTopology,
} from "../../provider/topology";
import type { Topology } from "../../provider/topology";
import { parseTopology, TopologyError } from "../../provider/topology-check";

const base = {
  Dependencies: { Start: "Snapshot_1,SCF_2", Snapshot_1: "End", SCF_2: "End" },
  Nodes: {
    Start: { Type: "Start", Input: { ObjectPrefix: "in/", ExtFilter: { State: "On", Video: "true" } } },
    Snapshot_1: { Type: "Snapshot", Operation: { TemplateId: ["t1"], Output: { Object: "${RunId}.jpg" } } },
    SCF_2: { Type: "SCF", Operation: { SCF: { Region: "r", FunctionName: "f" } } },
  },
};
const notify = { ...NO_NOTIFY, state: "On", type: "Url", event: "TaskFinish", url: "https://x/secret" };
/** CI's form of a sent topology. */
const throughXml = (content: ReturnType<typeof toXmlTopology>) =>
  childOf(parseXml(buildXml("R", { T: content }), "R"), "T");

describe("two topologies", () => {
  it.each<[string, (copy: typeof base) => unknown]>([
    [
      "order of members",
      ({ Nodes, Dependencies }) => ({ Nodes: Object.fromEntries(Object.entries(Nodes).reverse()), Dependencies }),
    ],
    [
      "order of next nodes",
      (copy) => ({ ...copy, Dependencies: { ...copy.Dependencies, Start: "SCF_2, Snapshot_1" } }),
    ],
    ["a list of one", (copy) => JSON.parse(JSON.stringify(copy).replace('["t1"]', '"t1"')) as unknown],
    [
      'on and On, true and "true"',
      (copy) => JSON.parse(JSON.stringify(copy).replace('"On"', '"on"').replace('"true"', "true")) as unknown,
    ],
    [
      "empty elements",
      (copy) =>
        JSON.parse(JSON.stringify(copy).replace('"Type":"SCF"', '"Type":"SCF","Input":"","Extra":null')) as unknown,
    ],
  ])("are equal for any %s", (_case, change) => {
    const other = change(base) as Topology;
    expect(isSameTopology(base, other)).toBe(true);
    expect(fingerprint(base)).toBe(fingerprint(other));
  });

  it("differ in a value, a node, an edge", () => {
    for (const [from, to] of [
      ["in/", "out/"],
      ['"SCF_2":"End"', '"SCF_2":"Snapshot_1"'],
      ["FunctionName", "Name"],
    ] as const) {
      const other = JSON.parse(JSON.stringify(base).replace(from, to)) as Topology;
      expect(isSameTopology(base, other)).toBe(false);
      expect(coversTopology(other, base)).toBe(false);
    }
  });

  it("match if CI has filled in defaults, but not if nodes were added", () => {
    const { Start, ...others } = base.Nodes;
    const filled = { ...base, Nodes: { ...others, Start: { ...Start, Input: { ...Start.Input, QueueId: "p1" } } } };
    expect(coversTopology(filled, base)).toBe(true);
    expect(coversTopology(base, filled)).toBe(false);
    const grown = { ...base, Nodes: { ...base.Nodes, Snapshot_3: { Type: "Snapshot" } } };
    expect(coversTopology(grown, base)).toBe(false);
  });
});

describe("a topology on its way to CI and back", () => {
  it("is the same, with a separate callback setting", () => {
    const { topology, notify: setting } = fromXmlTopology(throughXml(toXmlTopology(base, notify)));
    expect(isSameTopology(topology, base)).toBe(true);
    expect(hasNotifyConfig(topology)).toBe(false);
    expect(setting).toEqual(notify);
  });

  it("is the same for any values", () => {
    const text = fc.string({ unit: "grapheme-ascii", minLength: 1 });
    fc.assert(
      fc.property(
        fc.dictionary(fc.stringMatching(/^[A-Z][A-Za-z]{0,9}$/), fc.oneof(text, fc.integer(), fc.boolean())),
        (operation) => {
          const topology = {
            Dependencies: { Start: "A_1" },
            Nodes: { Start: { Type: "Start" }, A_1: { Type: "A", Operation: operation } },
          };
          expect(
            isSameTopology(fromXmlTopology(throughXml(toXmlTopology(topology, undefined))).topology, topology),
          ).toBe(true);
        },
      ),
    );
  });
});

describe("a topology is refused when", () => {
  const json = (change: object) => JSON.stringify({ ...base, ...change });
  it.each([
    ["it is no JSON", "{", /must be JSON/],
    ["it is a list", "[]", /must be an object/],
    ["it has a stranger", json({ Node: {} }), /may hold Dependencies and Nodes \(got "Node"\)/],
    ["it has no start", json({ Nodes: {} }), /must have the node Start/],
    ["a name is no XML name", json({ Nodes: { ...base.Nodes, "1 x": {} } }), /names must be letters.*got "1 x"/],
    [
      "a member is no XML name",
      json({ Nodes: { ...base.Nodes, A_1: { "a b": 1 } } }),
      /Nodes.A_1 has a name that XML cannot hold/,
    ],
    ["an edge leads nowhere", json({ Dependencies: { Start: "X" } }), /must name nodes or End \(got "X"\)/],
    [
      "an edge comes from nowhere",
      json({ Dependencies: { Start: "End", X: "End" } }),
      /Dependencies.X has no entry in Nodes/,
    ],
    ["edges are lists", json({ Dependencies: { Start: ["SCF_2"] } }), /must be text/],
  ])("%s", (_case, text, message) => {
    expect(() => parseTopology(text)).toThrow(TopologyError);
    expect(() => parseTopology(text)).toThrow(message);
  });
});
