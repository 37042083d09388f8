import { Fn, Op, Token } from "cdktf";
import { Construct } from "constructs";
import { TseCngwRoute } from "#tencentcloud/tse-cngw-route";
import { TseCngwRouteRateLimit } from "#tencentcloud/tse-cngw-route-rate-limit";
import { TseCngwService } from "#tencentcloud/tse-cngw-service";
import { checkPresent, checkInteger, checkText, isKnown } from "../validation/check";
import { claim } from "../validation/claims";
import { nameFromPath } from "../terraform/names";
import { operand } from "../terraform/operand";
import { CREATE_FIRST } from "../terraform/replacement";
import { addressOf } from "../terraform/terraform-address";
import { TerraformData } from "../terraform/terraform-data";
import { gatewayTimeout, hostOf, warnOfLength } from "./host";
import type { IngressEndpoint, IngressTarget } from "./endpoint";

const NAME_LENGTH = 60;
const PATH_HASH_LENGTH = 8;

/** Options of `Ingress.cloudNativeGateway()`. */
export interface CloudNativeGatewayOptions {
  /** Id of an existing gateway, such as `gateway-1a2b3c4d`. */
  readonly gatewayId: string;

  /** Public address of the gateway, such as `https://gw.example.com`. The provider cannot read it. */
  readonly gatewayUrl: string;

  /**
   * Path of the route. No other route of the gateway may begin with it.
   *
   * @default "/ci"
   */
  readonly path?: string;

  /**
   * Requests per second that the route accepts; the gateway refuses the others.
   *
   * @default - no limit
   */
  readonly requestsPerSecond?: number;
}

/** Properties of `CloudNativeGateway`. */
export interface CloudNativeGatewayProps extends CloudNativeGatewayOptions {
  /** The function behind the route. */
  readonly target: IngressTarget;
}

/**
 * A route to a callback function on an existing cloud native gateway (TSE). The gateway needs the account's permission
 * to call functions, which the console grants. Without it the API answers every request with an error.
 *
 * A setting of the gateway's service decides whether the gateway passes on the status of the function's answer. The
 * vendor's provider lacks this setting (`ScfIsIntegratedResponse`, off by default in the SDK). While it is off, CI may
 * get 200, with the answer as JSON in the body, for a callback that the function refused. To check, post to the address
 * with a wrong secret: CI must get 404. If it gets 200, turn the setting on in the console.
 *
 * @see https://www.tencentcloud.com/document/api/1290/79290
 */
export class CloudNativeGateway extends Construct implements IngressEndpoint {
  public readonly url: string;
  public readonly domain: string;
  public readonly service: TseCngwService;
  /** Forces replacement of the service when the gateway changes. */
  public readonly serviceIdentity: TerraformData;
  public readonly route: TseCngwRoute;
  /** Forces replacement of the route when its path changes. */
  public readonly routeIdentity: TerraformData;
  /** Undefined without `requestsPerSecond`. */
  public readonly rateLimit?: TseCngwRouteRateLimit;
  /** Forces replacement of the limit when it changes. Undefined without a limit. */
  public readonly rateLimitIdentity?: TerraformData;

  constructor(scope: Construct, id: string, props: CloudNativeGatewayProps) {
    super(scope, id);
    const { gatewayId, gatewayUrl, path = "/ci", requestsPerSecond, target } = props;
    checkPresent(this, "Id of the gateway", gatewayId);
    checkText(this, "Id of the gateway", gatewayId, /^gateway-[a-z0-9]+$/, "be an id such as gateway-1a2b3c4d");
    checkText(this, "Path of the route", path, /^(\/[A-Za-z0-9_.~-]+)+$/, "be one or more plain segments such as /ci");
    checkInteger(this, "Rate limit", requestsPerSecond, { min: 1, max: 1_000_000, unit: "requests per second" });
    claim(this, {
      ...{ subject: "Route of a cloud native gateway", identity: { gatewayId, path } },
      name: `${path} on ${gatewayId}`,
      remedy: "give the second another path",
    });
    this.domain = hostOf(this, "Address of the gateway", gatewayUrl);

    const name = nameFromPath(this, NAME_LENGTH);
    // The provider cannot change the gateway in place.
    this.serviceIdentity = new TerraformData(this, "ServiceIdentity", { input: { gatewayId } });
    this.service = new TseCngwService(this, "Service", {
      gatewayId,
      name,
      protocol: "https",
      path: "/",
      retries: 0, // CI repeats callbacks itself
      timeout: milliseconds(gatewayTimeout(target.timeout)),
      upstreamType: "Scf",
      upstreamInfo: {
        scfType: "Event",
        scfNamespace: target.namespace,
        scfLambdaName: target.functionName,
        scfLambdaQualifier: target.qualifier,
      },
      lifecycle: { ...CREATE_FIRST, replaceTriggeredBy: [addressOf(this.serviceIdentity)] },
    });
    // A route with another path needs another name. The old route answers until CI has the new address.
    this.routeIdentity = new TerraformData(this, "RouteIdentity", { input: { path } });
    const routeName = `${nameFromPath(this, NAME_LENGTH - PATH_HASH_LENGTH - 1)}-${hashOf(path)}`;
    this.route = new TseCngwRoute(this, "Route", {
      gatewayId,
      serviceId: this.service.serviceId,
      routeName, // unique in the whole gateway
      methods: ["POST"],
      paths: [path],
      protocols: ["http", "https"], // a load balancer may end TLS before the gateway
      preserveHost: false,
      stripPath: true,
      lifecycle: {
        ...CREATE_FIRST,
        replaceTriggeredBy: [addressOf(this.routeIdentity), addressOf(this.service, "id")],
        // The platform may fill it in, and every plan would show that as a change.
        ignoreChanges: ["https_redirect_status_code"],
      },
    });
    if (requestsPerSecond !== undefined) {
      // No `create_before_destroy`: a route has one limit. So nothing may depend on it.
      this.rateLimitIdentity = new TerraformData(this, "RateLimitIdentity", { input: { requestsPerSecond } });
      this.rateLimit = new TseCngwRouteRateLimit(this, "RateLimit", {
        gatewayId,
        routeId: this.route.routeId,
        limitDetail: {
          enabled: true,
          limitBy: "service",
          policy: "local",
          qpsThresholds: [{ max: requestsPerSecond, unit: "second" }],
          isDelay: false,
          hideClientHeaders: true,
          responseType: "default",
        },
        lifecycle: { replaceTriggeredBy: [addressOf(this.rateLimitIdentity), addressOf(this.route, "id")] },
      });
    }
    warnOfLength(this, `${gatewayUrl}${path}`);
    // Refers to the route, so that whatever uses the address waits for the route.
    this.url = Fn.join("", [operand(gatewayUrl), Fn.one(this.route.paths) as string]);
  }
}

function hashOf(path: string): string {
  return Fn.substr(Fn.sha256(operand(path)), 0, PATH_HASH_LENGTH);
}

function milliseconds(seconds: number): number {
  return isKnown(seconds) ? seconds * 1000 : Token.asNumber(Op.mul(seconds, 1000));
}
