/** Values that the platform may fill in for unset arguments. No page documents them, and no plan may show them. */
import { expect, it } from "vitest";
import { AlarmNotice, CallbackFunction, CiCallbackPipeline, Ingress } from "../../lib";
import { CODE, newStack, resource } from "./support";

it("values that the platform fills in are ignored for alarms and notices", () => {
  const stack = newStack();
  const { noticeId } = new AlarmNotice(stack, "OnCall", {
    receivers: [{ type: "Uin", ids: [1], channels: ["Email"] }],
    webhooks: ["https://a.example.com", "https://b.example.com"].map((url) => ({ type: "Http" as const, url })),
  });
  new CallbackFunction(stack, "Function", { code: CODE, alarms: { noticeIds: [noticeId] } });
  expect(resource(stack, "tencentcloud_cls_alarm").lifecycle).toEqual({ ignore_changes: ["message_template"] });
  expect(resource(stack, "tencentcloud_cls_alarm_notice").lifecycle).toEqual({
    ignore_changes: [
      "callback_prioritize",
      "notice_receivers[0].notice_content_id",
      "web_callbacks[0].notice_content_id",
      "web_callbacks[1].notice_content_id",
    ],
  });
});

it("values that the platform fills in are ignored for a gateway's route", () => {
  const stack = newStack();
  new CiCallbackPipeline(stack, "Media", {
    bucket: "media-1250000000",
    code: CODE,
    ingress: Ingress.cloudNativeGateway({ gatewayId: "gateway-1", gatewayUrl: "https://gw.example.com" }),
  });
  expect(resource(stack, "tencentcloud_tse_cngw_route").lifecycle).toMatchObject({
    ignore_changes: ["https_redirect_status_code"],
  });
});
