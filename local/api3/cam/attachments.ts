import type { StoredResource } from "../../resources/kind";
import type { ActionContext, Fields } from "../action";

export const ATTACHMENT = "tencentcloud_cam_role_policy_attachment";

/** The policies that are attached to a role. */
export function attachmentsOf(roleId: string, { resources }: ActionContext): StoredResource[] {
  return resources.ofType(ATTACHMENT).filter(({ attributes }) => attributes["role_id"] === roleId);
}

/** One page of a list: `Page` counts from 1, `Rp` is the page size. */
export function pageOf(all: readonly Fields[], request: Fields): Fields[] {
  const [number, size] = [Number(request["Page"] ?? 1), Number(request["Rp"] ?? 20)];
  return all.slice((number - 1) * size, number * size);
}
