import { Annotations, Fn } from "cdktf";
import { Construct } from "constructs";
import { ApiGatewayApi } from "#tencentcloud/api-gateway-api";
import { ApiGatewayService } from "#tencentcloud/api-gateway-service";
import { ApiGatewayServiceRelease } from "#tencentcloud/api-gateway-service-release";
import { checkText, isKnown } from "../check";
import { ValidationError } from "../errors";
import { nameFromPath } from "../names";
import type { IngressEndpoint, IngressTarget } from "./ingress";

const SHUTDOWN =
  "Tencent API Gateway is shut down: not sold since 2024-07-01, console and APIs go off in batches from 2026-10-30. " +
  "terraform plan still succeeds, apply may not. Ingress.functionUrl() deploys today.";

const ENVIRONMENT = "release";

/** A path of plain segments, as `/ci` or `/media/ci`; matched by prefix, so it also gets `/ci/<secret>`. */
const PATH = /^(\/[A-Za-z0-9_.~-]+)+$/;

/** The gateway and the function stop independently; the gateway has to wait for the function's own answer. */
const TIMEOUT_MARGIN_S = 5;

const NAME_LENGTH = 50;

/** Options of `Ingress.apiGateway()`. */
export interface ApiGatewayOptions {
  /**
   * Path of the API. Everything below it goes to the function too.
   *
   * @default "/ci"
   * @see https://cloud.tencent.com/document/product/628/11939
   */
  readonly path?: string;

  /**
   * Name of the gateway's service, at most 50 characters.
   *
   * @default - derived from the construct's path
   */
  readonly serviceName?: string;
}

/** Properties of `ApiGateway`. */
export interface ApiGatewayProps extends ApiGatewayOptions {
  /** The function behind the gateway. */
  readonly target: IngressTarget;
}

/**
 * A public HTTPS address for a callback function on Tencent API Gateway: a service, one API for POST and a release that
 * follows every change of the API. For accounts that still have the product; every synthesis warns.
 *
 * @see https://cloud.tencent.com/announce/detail/2475
 */
export class ApiGateway extends Construct implements IngressEndpoint {
  public readonly url: string;
  public readonly domain: string;
  public readonly service: ApiGatewayService;
  public readonly api: ApiGatewayApi;
  public readonly release: ApiGatewayServiceRelease;

  constructor(scope: Construct, id: string, props: ApiGatewayProps) {
    super(scope, id);
    const { target, path = "/ci" } = props;
    const serviceName = props.serviceName ?? nameFromPath(this, NAME_LENGTH);
    checkText(this, "Path of the API", path, PATH, "be one or more plain segments such as /ci, without / at its end");
    if (isKnown(serviceName) && (serviceName.length === 0 || serviceName.length > NAME_LENGTH)) {
      throw new ValidationError(
        `Name of the API Gateway service must have 1 to ${NAME_LENGTH} characters (got ${serviceName.length}: ${serviceName})`,
        this,
      );
    }
    Annotations.of(this).addWarning(SHUTDOWN);

    this.service = new ApiGatewayService(this, "Service", { serviceName, protocol: "https", netType: ["OUTER"] });
    this.domain = this.service.outerSubDomain;

    const api = {
      apiName: "ci-callback",
      authType: "NONE", // CI does not sign; the secret in the path is the guard
      enableCors: false,
      requestConfigPath: path,
      requestConfigMethod: "POST",
      serviceConfigType: "SCF",
      serviceConfigTimeout: target.timeout + TIMEOUT_MARGIN_S,
      serviceConfigScfFunctionName: target.functionName,
      serviceConfigScfFunctionNamespace: target.namespace,
      serviceConfigScfFunctionQualifier: target.qualifier,
      serviceConfigScfFunctionType: "EVENT",
      serviceConfigScfIsIntegratedResponse: true, // the function's statusCode is the answer's
    };
    this.api = new ApiGatewayApi(this, "Api", { serviceId: this.service.id, ...api });

    this.release = new ApiGatewayServiceRelease(this, "Release", {
      serviceId: this.service.id,
      environmentName: ENVIRONMENT,
      // A changed API is not live before it is released again, and nothing else here would change.
      releaseDesc: Fn.join(" ", ["API", Fn.substr(Fn.sha256(Fn.jsonencode(api)), 0, 16)]),
      dependsOn: [this.api],
    });
    // By way of the release, so that whoever uses the address waits until it works.
    this.url = Fn.join("", ["https://", this.domain, "/", this.release.environmentName, path]);
  }
}
