import type { Attributes, Json, ResourceKind } from "../kind";

/** Receivers of alarms. The platform numbers them. */
export const clsAlarmNotice: ResourceKind = {
  create: (attributes) => Promise.resolve(withIndexes(attributes)),
  update: (attributes) => Promise.resolve(withIndexes(attributes)),
};

function withIndexes(attributes: Attributes): Attributes {
  const number = (name: string): Json =>
    ((attributes[name] ?? []) as readonly Attributes[]).map((element, index) => ({ ...element, index: index + 1 }));
  return { notice_receivers: number("notice_receivers"), web_callbacks: number("web_callbacks") };
}
