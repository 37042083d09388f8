/** Reads and checks `NotifyConfig`, which queues and workflows share. */
import { isIPv4 } from "node:net";
import { invalidArgument } from "../http/errors";
import { childOf, textOf } from "../http/xml";
import type { XmlElement } from "../http/xml";
import type { NotifyConfig } from "./model";

/** Events that can be subscribed to. */
const EVENTS = ["TaskFinish", "WorkflowFinish"];
/** The local ingress is on 127.0.0.1, which the real service could not reach; it is allowed here. */
const PRIVATE_ADDRESS = /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.)/;

export const NOTIFY_OFF: NotifyConfig = {
  Url: "",
  Event: "",
  Type: "",
  State: "Off",
  ResultFormat: "",
  MqMode: "",
  MqName: "",
  MqRegion: "",
};

/** The settings in a request; `path` names the element in errors. */
export function readNotifyConfig(element: XmlElement, path = "NotifyConfig"): NotifyConfig {
  const read = (name: string, fallback = ""): string => textOf(element, name) ?? fallback;
  const config: NotifyConfig = {
    Url: read("Url"),
    Event: read("Event"),
    Type: read("Type"),
    State: oneOf(`${path}.State`, read("State", "Off"), ["On", "Off"]),
    ResultFormat: oneOf(`${path}.ResultFormat`, read("ResultFormat", "XML"), ["XML", "JSON"]),
    MqMode: read("MqMode"),
    MqName: read("MqName"),
    MqRegion: read("MqRegion"),
    ...(element["KafkaConfig"] === undefined ? {} : { KafkaConfig: childOf(element, "KafkaConfig") }),
  };
  if (config.State === "On") checkTarget(config, path);
  return config;
}

/** The value; throws an error that lists the allowed values. */
export function oneOf<T extends string>(name: string, value: string, allowed: readonly T[]): T {
  if (allowed.includes(value as T)) return value as T;
  throw invalidArgument(`${name} must be one of ${allowed.join(", ")} (got ${value === "" ? "nothing" : value})`);
}

/** A callback address must use http or https and must not be in a private network. */
export function checkCallbackUrl(name: string, url: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (!parsed || !/^https?:$/.test(parsed.protocol)) throw invalidArgument(`${name} must be an http or https address`);
  if (isIPv4(parsed.hostname) && PRIVATE_ADDRESS.test(parsed.hostname)) {
    throw invalidArgument(`${name} must not be in a private network (got host ${parsed.hostname})`);
  }
}

function checkTarget(config: NotifyConfig, path: string): void {
  const events = config.Event.split(",").map((event) => event.trim());
  for (const event of events) oneOf(`${path}.Event`, event, EVENTS);
  switch (oneOf(`${path}.Type`, config.Type, ["Url", "TDMQ", "Kafka"])) {
    case "Url":
      return checkCallbackUrl(`${path}.Url`, config.Url);
    case "TDMQ":
      oneOf(`${path}.MqMode`, config.MqMode, ["Topic", "Queue"]);
      if (config.MqName === "" || config.MqRegion === "") {
        throw invalidArgument(`${path}.MqName and ${path}.MqRegion must be given with Type TDMQ`);
      }
      return;
    case "Kafka":
      for (const name of ["Region", "InstanceId", "Topic"]) {
        if (textOf(config.KafkaConfig ?? {}, name) === undefined) {
          throw invalidArgument(`${path}.KafkaConfig.${name} must be given with Type Kafka`);
        }
      }
  }
}
