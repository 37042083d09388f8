import { isIP } from "node:net";
import { Annotations, Fn } from "cdktf";
import type { ITerraformDependable } from "cdktf";
import { Construct } from "constructs";
import { ApiGatewayApi } from "#tencentcloud/api-gateway-api";
import { ApiGatewayCustomDomain } from "#tencentcloud/api-gateway-custom-domain";
import { ApiGatewayIpStrategy } from "#tencentcloud/api-gateway-ip-strategy";
import { ApiGatewayService } from "#tencentcloud/api-gateway-service";
import { ApiGatewayServiceRelease } from "#tencentcloud/api-gateway-service-release";
import { ApiGatewayStrategyAttachment } from "#tencentcloud/api-gateway-strategy-attachment";
import { checkInteger, checkText, isKnown } from "../validation/check";
import { claim } from "../validation/claims";
import { ValidationError } from "../validation/errors";
import { nameFromPath } from "../terraform/names";
import { operand } from "../terraform/operand";
import { CREATE_FIRST } from "../terraform/replacement";
import { addressOf } from "../terraform/terraform-address";
import { TerraformData } from "../terraform/terraform-data";
import { gatewayTimeout, warnOfLength } from "./host";
import type { IngressEndpoint, IngressTarget } from "./endpoint";

const SHUTDOWN =
  "Tencent API Gateway is being shut down: its sale ended on 2024-07-01, and its console and APIs have been switched off in " +
  "batches since 2026-10-30. terraform plan still succeeds; apply fails where it is off. Use Ingress.functionUrl() instead.";

const ENVIRONMENT = "release";

/**
 * A path of plain segments, such as `/ci` or `/media/ci`. It is matched by prefix: `/ci/<secret>` reaches the API as
 * well.
 */
const PATH = /^(\/[A-Za-z0-9_.~-]+)+$/;

const NAME_LENGTH = 50;

/** Options of `Ingress.apiGateway()`. */
export interface ApiGatewayOptions {
  /**
   * Path of the API. Requests to every path below it reach the function too.
   *
   * @default "/ci"
   * @see https://cloud.tencent.com/document/product/628/11939
   */
  readonly path?: string;

  /**
   * Name of the API Gateway service, at most 50 characters.
   *
   * @default - derived from the construct's path
   */
  readonly serviceName?: string;

  /**
   * An existing service to add the API to. Its release publishes all of its APIs as they are now. Excludes
   * `serviceName` and `requestsPerSecond`: the owner of the service sets both.
   *
   * @default - a new service
   */
  readonly service?: ExistingService;

  /**
   * Requests per second that the service accepts.
   *
   * @default - the platform's limit
   */
  readonly requestsPerSecond?: number;

  /**
   * The only IP address that may call. The provider takes no address ranges.
   *
   * @default - all
   */
  readonly allowedIp?: string;

  /**
   * Your own host name for the service. Its CNAME must point to the service.
   *
   * @default - the service's own host name
   */
  readonly customDomain?: ApiGatewayDomain;
}

/** An existing API Gateway service. */
export interface ExistingService {
  readonly serviceId: string;
  /** Public host name of the service. */
  readonly domain: string;
}

/** A host name and the id of its certificate in the SSL certificate service. */
export interface ApiGatewayDomain {
  readonly domain: string;
  readonly certificateId: string;
}

/** Properties of `ApiGateway`. */
export interface ApiGatewayProps extends ApiGatewayOptions {
  /** The function behind the gateway. */
  readonly target: IngressTarget;
}

/**
 * A public HTTPS address for a callback function on Tencent API Gateway: a service, one API for POST, and a release
 * that follows every change of the API. For accounts that still have the product; every synthesis prints a warning.
 *
 * @see https://cloud.tencent.com/announce/detail/2475
 */
export class ApiGateway extends Construct implements IngressEndpoint {
  public readonly url: string;
  public readonly domain: string;
  public readonly dependsOn: readonly ITerraformDependable[];
  /** Undefined with an existing service. */
  public readonly service?: ApiGatewayService;
  public readonly api: ApiGatewayApi;
  public readonly release: ApiGatewayServiceRelease;
  /** Undefined without `allowedIp`. */
  public readonly ipStrategy?: ApiGatewayIpStrategy;
  /** Undefined without `allowedIp`. */
  public readonly ipStrategyAttachment?: ApiGatewayStrategyAttachment;
  /** Undefined without `customDomain`. */
  public readonly customDomain?: ApiGatewayCustomDomain;
  /** Forces replacement of `customDomain` when the host name changes. Undefined without `customDomain`. */
  public readonly customDomainIdentity?: TerraformData;

  constructor(scope: Construct, id: string, props: ApiGatewayProps) {
    super(scope, id);
    const { target, path = "/ci", allowedIp, customDomain } = props;
    checkText(this, "Path of the API", path, PATH, "be one or more plain segments such as /ci, without / at its end");
    if (isKnown(allowedIp) && isIP(allowedIp) === 0) {
      throw new ValidationError(`Allowed IP of the API must be one address (got ${JSON.stringify(allowedIp)})`, this);
    }
    Annotations.of(this).addWarning(SHUTDOWN);

    this.service = props.service ? this.refuseServiceOptions(props) : this.newService(props);
    const serviceId = this.service?.id ?? props.service!.serviceId;
    const serviceDomain = this.service?.outerSubDomain ?? props.service!.domain;
    claim(this, {
      ...{ subject: "Release of an API Gateway service", identity: { serviceId, environmentName: ENVIRONMENT } },
      name: `${ENVIRONMENT} of ${serviceId}`,
      remedy: "give each function its own service: destroying one release unpublishes the APIs of the other",
    });
    warnOfLength(this, `https://${customDomain?.domain ?? serviceDomain}/${ENVIRONMENT}${path}`);

    const api = {
      apiName: "ci-callback",
      authType: "NONE", // CI does not sign its requests; the secret in the path authenticates them
      enableCors: false,
      requestConfigPath: path,
      requestConfigMethod: "POST",
      serviceConfigType: "SCF",
      serviceConfigTimeout: gatewayTimeout(target.timeout),
      serviceConfigScfFunctionName: target.functionName,
      serviceConfigScfFunctionNamespace: target.namespace,
      serviceConfigScfFunctionQualifier: target.qualifier,
      serviceConfigScfFunctionType: "EVENT",
      serviceConfigScfIsIntegratedResponse: true, // the gateway answers with the function's statusCode
    };
    this.api = new ApiGatewayApi(this, "Api", { serviceId, ...api, lifecycle: CREATE_FIRST });

    // No `create_before_destroy`: destroying the old release would unpublish the new one. So only resources that are
    // destroyed before the release may depend on it.
    this.release = new ApiGatewayServiceRelease(this, "Release", {
      serviceId,
      environmentName: ENVIRONMENT,
      // A changed API is live only after another release, and no other argument of the release changes with it.
      releaseDesc: Fn.join(" ", ["API", Fn.substr(Fn.sha256(Fn.jsonencode(api)), 0, 16)]),
      dependsOn: [this.api],
    });
    if (allowedIp !== undefined) {
      this.ipStrategy = new ApiGatewayIpStrategy(this, "IpStrategy", {
        serviceId,
        strategyName: nameFromPath(this, NAME_LENGTH),
        strategyType: "WHITE",
        strategyData: allowedIp,
        lifecycle: CREATE_FIRST,
      });
      const { strategyId } = this.ipStrategy;
      this.ipStrategyAttachment = new ApiGatewayStrategyAttachment(this, "IpStrategyAttachment", {
        ...{ serviceId, environmentName: this.release.environmentName },
        strategyId,
        bindApiId: this.api.id,
      });
    }
    if (customDomain) {
      // The provider changes the host name in place, but then does not bind the new one.
      this.customDomainIdentity = new TerraformData(this, "CustomDomainIdentity", {
        input: { subDomain: customDomain.domain },
      });
      this.customDomain = new ApiGatewayCustomDomain(this, "CustomDomain", {
        serviceId,
        subDomain: customDomain.domain,
        defaultDomain: serviceDomain,
        protocol: "https",
        netType: "OUTER",
        certificateId: customDomain.certificateId,
        lifecycle: { ...CREATE_FIRST, replaceTriggeredBy: [addressOf(this.customDomainIdentity)] },
      });
    }
    this.domain = this.customDomain?.subDomain ?? serviceDomain;
    this.url = Fn.join("", ["https://", this.domain, "/", ENVIRONMENT, path].map(operand));
    this.dependsOn = [this.release, ...(this.ipStrategyAttachment ? [this.ipStrategyAttachment] : [])];
  }

  private newService({
    serviceName = nameFromPath(this, NAME_LENGTH),
    requestsPerSecond,
  }: ApiGatewayOptions): ApiGatewayService {
    if (isKnown(serviceName) && (serviceName.length === 0 || serviceName.length > NAME_LENGTH)) {
      throw new ValidationError(
        `Name of the API Gateway service must have 1 to ${NAME_LENGTH} characters (got ${serviceName.length}: ${serviceName})`,
        this,
      );
    }
    checkInteger(this, "Rate limit", requestsPerSecond, { min: 1, max: 1_000_000, unit: "requests per second" });
    // The limit belongs to the service: the provider cannot update the limit of an API.
    const releaseLimit = requestsPerSecond;
    return new ApiGatewayService(this, "Service", {
      ...{ serviceName, protocol: "https", netType: ["OUTER"], releaseLimit },
      lifecycle: CREATE_FIRST,
    });
  }

  private refuseServiceOptions({ serviceName, requestsPerSecond }: ApiGatewayOptions): undefined {
    const ownerOptions = Object.entries({ serviceName, requestsPerSecond }).filter(([, value]) => value !== undefined);
    if (ownerOptions.length === 0) return undefined;
    const names = ownerOptions.map(([name]) => name).join(" and ");
    throw new ValidationError(
      `API Gateway must have an existing service or options for a new one (got service and ${names}): leave out service, or ${names}`,
      this,
    );
  }
}
