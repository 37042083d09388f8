/** Checks functions: the invoked version, the runtime and the log. */
import type { FunctionFacts } from "../../platform/platform";
import type { FunctionLink } from "../chain";
import { broken, ok, unknown } from "../finding";
import type { Check } from "../check";
import type { Finding } from "../finding";
import type { DoctorContext } from "../context";

export function functionChecks({ chain, platform, isLocal }: DoctorContext): Check[] {
  const facts = new Map<FunctionLink, FunctionFacts>();
  return [
    ...chain.functions.map((link): Check => ({
      link: "function",
      subject: link.name,
      needs: ["credentials"],
      run: async () => {
        const found = await platform.findFunction(link);
        if (!found) return broken("the function does not exist", "`cdktf deploy` creates it again");
        facts.set(link, found);
        const current = link.alias && (await platform.aliasVersion(link, link.alias.name));
        return judge(link, found, current);
      },
    })),
    ...chain.functions.map((link): Check => ({
      link: "log",
      subject: link.name,
      needs: ["credentials"],
      run: () => Promise.resolve(checkTopic(link, facts.get(link), isLocal)),
    })),
  ];
}

function judge({ runtime, alias }: FunctionLink, facts: FunctionFacts, version: string | undefined): Finding {
  if (facts.status !== "Active") {
    return broken(
      `${facts.status}${facts.reason ? `: ${facts.reason}` : ""}`,
      "see the function's page in the SCF console; `cdktf deploy` uploads its code again",
    );
  }
  if (facts.runtime !== runtime) {
    return broken(
      `runs on ${facts.runtime}, but ${runtime} is deployed`,
      'run `cdktf deploy`; if SCF refuses the runtime, set another with the prop `function: { runtime: "…" }`',
    );
  }
  if (alias && version === undefined) {
    return broken(`has no alias ${alias.name}, which CI calls`, "`cdktf deploy` creates it again");
  }
  if (alias && version !== alias.version) {
    return broken(
      `${alias.name} points to version ${version}, but ${alias.version} is deployed`,
      "`cdktf deploy` moves it, unless somebody rolled back on purpose",
    );
  }
  return ok(`Active on ${runtime}${alias ? `, ${alias.name} points to version ${alias.version}` : ""}`);
}

function checkTopic({ topicId }: FunctionLink, facts: FunctionFacts | undefined, isLocal: boolean): Finding {
  if (!facts) return unknown("not checked: function is not in order");
  if (topicId !== undefined && facts.topicId !== topicId) {
    return broken(
      `writes to ${facts.topicId ?? "no topic"}, but ${topicId} is deployed`,
      "`cdktf deploy` sets the topic",
    );
  }
  if (facts.topicId !== undefined) return ok(`topic ${facts.topicId}`);
  if (isLocal) return ok("the local cloud keeps the log");
  return unknown("log topic unknown", "set `logs: {}` on the pipeline to make failures readable");
}
