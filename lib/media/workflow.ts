import { Construct } from "constructs";
import { MediaWorkflow as MediaWorkflowResource } from "#tencentci/media-workflow";
import { checkPresent, checkOneOf, checkText } from "../validation/check";
import { claim } from "../validation/claims";
import { nameFromPath } from "../terraform/names";
import { prepareBucket } from "./bucket";
import type { MediaBucketProps } from "./bucket";
import { notifyConfig } from "./notification";
import type { NotificationOptions, NotificationProps } from "./notification";
import { topologyJson } from "./topology";
import type { WorkflowTopology } from "./topology";

/** Options of the workflow of a `CiCallbackPipeline`. */
export interface MediaWorkflowOptions extends NotificationOptions {
  /** What the workflow does with an upload: `Workflow.start(…).then(…)`, or nodes and edges in the vendor's form. */
  readonly topology: WorkflowTopology;

  /**
   * Name of the workflow, up to 128 letters (also Chinese), digits, `_` and `-`.
   *
   * @default - derived from the construct's path
   */
  readonly name?: string;

  /**
   * Whether uploads start the workflow. CI takes up to 5 minutes to notice a change.
   *
   * @default "Active"
   */
  readonly state?: "Active" | "Paused";
}

/** Properties of `MediaWorkflow`. Without a receiver of its own, its callbacks go to the receiver of the queue. */
export interface MediaWorkflowProps extends MediaWorkflowOptions, NotificationProps, MediaBucketProps {}

const NAME_LENGTH = 128;
const NAME = /^[\p{L}\p{N}_-]{1,128}$/u;

/**
 * A workflow: the steps that CI runs for every upload under a prefix. CI pauses it while it changes.
 *
 * @see https://cloud.tencent.com/document/product/460/76856
 */
export class MediaWorkflow extends Construct {
  /** Id of the workflow. Known after apply. */
  public readonly workflowId: string;
  public readonly resource: MediaWorkflowResource;

  constructor(scope: Construct, id: string, props: MediaWorkflowProps) {
    super(scope, id);
    const { bucket, region, state = "Active", provider, dependsOn, name = nameFromPath(this, NAME_LENGTH) } = props;
    prepareBucket(this, props);
    checkPresent(this, "Topology of the workflow", props.topology);
    checkText(this, "Name of the workflow", name, NAME, "have 1 to 128 letters, digits, _ and -");
    checkOneOf(this, "State of the workflow", state, ["Active", "Paused"]);
    claim(this, {
      ...{ subject: "Workflow", identity: { bucket, name }, optionalIdentity: { region } },
      name: `"${name}" of ${bucket}`,
      remedy: "give the second another name, or set region on both if these are two workflows",
    });

    this.resource = new MediaWorkflowResource(this, "Resource", {
      bucket,
      region,
      name,
      state,
      topology: topologyJson(this, props.topology, props),
      notifyConfig: notifyConfig(this, props),
      provider,
      dependsOn,
    });
    this.workflowId = this.resource.workflowId;
  }
}
