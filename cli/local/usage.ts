export const LOCAL_USAGE = `Usage: cdktf-tencentcloud-ci local [stack] [options]

Simulates Tencent Cloud on this machine: synthesizes the app of cdktf.json, applies its stacks with Terraform against the
simulation and keeps running. It prints callbacks and log lines as they arrive, and deploys changed code on save. It sends
nothing beyond 127.0.0.1 and does not touch the state of your real deployments.

  [stack]              name of a stack of the app, or folder of a synthesized stack; the stacks that it depends on are
                       applied before it   [all stacks of the app, in order of dependency]
  --bucket <name>      an existing bucket that the stack does not name; repeatable
  --values <file>      values for resources that are only remembered, such as {"tencentcloud_redis_instance":
                       {"ip": "127.0.0.1"}}   [local-values.json of the app, if there is one]
  --port <port>        port of the inspector page   [any free port]
  --tunnel <url>       public URL of a tunnel to this machine; its callbacks are posted to the pipeline
  --tunnel-port <port> port that the tunnel forwards to   [8787]
  --inspect[=<host:port>]      let a debugger attach to each function   [127.0.0.1:9229 and the next ports]
  --inspect-brk[=<host:port>]  the same; each function waits for a debugger and stops before its code is loaded
  --env                print the variables, as export lines, that make a stack deploy to the pipeline that runs
  --no-watch           do not watch the code for changes
  --json               one JSON object per line

While it runs, enter "apply" to synthesize again and to apply the stacks that have changed, "apply all" to apply unchanged
stacks too, or "env" for the lines of --env. With --tunnel, enter "job <tag> <object>", optionally followed by the
Operation as JSON, to submit a job to CI in your account (TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY) whose
callback comes through the tunnel. Queues and workflows of your account are not changed. Ctrl-C stops it and cleans up.
TERRAFORM_BINARY_NAME names the Terraform or OpenTofu binary.
Exit code: 0 stopped, 1 failed, 2 wrong usage, 130 or 143 stopped during the start.`;
