/** Callbacks whose body the user edits before it is sent. */
import type { LocalCloud } from "../cloud";
import { sampleCallback, sampleEvents } from "../samples";
import type { SentCallbacks } from "./actions";
import { InputError, flag, notKept, oneOf, string } from "./input";
import type { Fields } from "./input";
import type { Checked } from "./protocol";
import type { Recorder } from "./recorder";
import { aboutOf, readEvent } from "./row";
import { callbackSources } from "./targets";
import type { CallbackSource, SourceCloud } from "./targets";

export class Bodies {
  constructor(
    private readonly cloud: SourceCloud & Pick<LocalCloud, "deliver" | "sentOf">,
    private readonly recorder: Pick<Recorder, "find">,
  ) {}

  /** Body of a sample, as it would be sent to a target. */
  sample(input: Fields): { readonly body: string } {
    const { bucket, region } = this.#source(string(input, "target"));
    const name = string(input, "sample");
    const format = sampleEvents.includes(name) ? "json" : oneOf(input, "format", ["xml", "json"]);
    const [failed, workflow] = [flag(input, "failed"), flag(input, "workflow")];
    try {
      return { body: sampleCallback(name, { format, failed, workflow, bucket, region }) };
    } catch (error) {
      throw new InputError((error as Error).message);
    }
  }

  /** What the handler reads in a body, or why it refuses the body. */
  check(input: Fields): Checked {
    const event = readEvent(string(input, "body"));
    return typeof event === "string" ? { refusal: event } : { about: aboutOf(event) };
  }

  /** Posts a body to a target, or to the address of an earlier callback. */
  async send(input: Fields): Promise<SentCallbacks> {
    const body = string(input, "body");
    const { url, event } = this.#address(input, body);
    const format = body.trimStart().startsWith("<") ? "XML" : "JSON";
    const { id } = await this.cloud.deliver(url, body, format, { event });
    return { ids: [id] };
  }

  #address(input: Fields, body: string): { readonly url: string; readonly event: string } {
    if (input["like"] !== undefined) {
      const id = string(input, "like");
      const delivery = this.recorder.find(id)?.delivery;
      const sent = delivery && this.cloud.sentOf(delivery);
      if (!delivery || !sent) throw notKept(id);
      return { url: sent.url, event: delivery.event };
    }
    const parsed = readEvent(body);
    const isRun = typeof parsed !== "string" && parsed.type === "workflow";
    return { url: this.#source(string(input, "target")).url, event: isRun ? "WorkflowFinish" : "TaskFinish" };
  }

  #source(id: string): CallbackSource {
    const source = callbackSources(this.cloud).find((source) => source.id === id);
    if (source) return source;
    throw new InputError(
      `target must be a queue, a workflow or uploads with a callback URL (got ${JSON.stringify(id)})`,
    );
  }
}
