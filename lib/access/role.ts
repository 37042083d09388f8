import { Lazy } from "cdktf";
import { Construct } from "constructs";
import { CamPolicy } from "#tencentcloud/cam-policy";
import { CamRole } from "#tencentcloud/cam-role";
import { CamRolePolicyAttachment } from "#tencentcloud/cam-role-policy-attachment";
import { jsonTemplate } from "../terraform/json-template";
import { nameFromPath } from "../terraform/names";
import { CREATE_FIRST } from "../terraform/replacement";

const NAME_LENGTH = 64;

/** A permission, with the vendor's field names. */
export interface PolicyStatement {
  /** Such as `name/cos:GetObject`. */
  readonly actions: readonly string[];
  /** Six-part names such as `qcs::cos:ap-guangzhou:uid/1250000000:media-1250000000/videos/*`. */
  readonly resources: readonly string[];
}

/** Properties of `FunctionRole`. */
export interface FunctionRoleProps {
  /** @default - none */
  readonly tags?: Record<string, string>;
}

/**
 * An execution role for a function. Its policy has exactly the statements that are added.
 *
 * @see https://cloud.tencent.com/document/product/583/32389
 */
export class FunctionRole extends Construct {
  public readonly roleName: string;
  public readonly role: CamRole;
  public readonly policy: CamPolicy;
  public readonly attachment: CamRolePolicyAttachment;
  readonly #statements = new Map<string, PolicyStatement>();

  constructor(scope: Construct, id: string, { tags }: FunctionRoleProps = {}) {
    super(scope, id);
    const name = nameFromPath(this, NAME_LENGTH);
    this.role = new CamRole(this, "Resource", {
      name,
      description: "Execution role of a CI callback function",
      document: jsonTemplate({
        version: "2.0",
        statement: [{ action: "name/sts:AssumeRole", effect: "allow", principal: { service: ["scf.qcloud.com"] } }],
      }),
      tags,
      lifecycle: CREATE_FIRST,
    });
    this.policy = new CamPolicy(this, "Policy", {
      name,
      description: "What a CI callback function may do",
      document: Lazy.stringValue({ produce: () => policyDocument([...this.#statements.values()]) }),
      lifecycle: CREATE_FIRST,
    });
    this.attachment = new CamRolePolicyAttachment(this, "Attachment", {
      roleId: this.role.id,
      policyId: this.policy.id,
      lifecycle: CREATE_FIRST,
    });
    this.roleName = this.role.name;
  }

  /** Adds a statement to the policy. Equal statements are added once. */
  public add(statement: PolicyStatement): void {
    this.#statements.set(JSON.stringify(statement), statement);
  }
}

/** A CAM policy in the provider's form: actions and resources are always lists. */
function policyDocument(statements: readonly PolicyStatement[]): string {
  return jsonTemplate({
    version: "2.0",
    statement: statements.map(({ actions, resources }) => ({ effect: "allow", action: actions, resource: resources })),
  });
}
