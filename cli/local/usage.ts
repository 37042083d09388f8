export const LOCAL_USAGE = `Usage: cdktf-tencentcloud-ci local [stack] [options]

Tencent Cloud on this machine: synthesizes the app of cdktf.json, applies its stack with Terraform against a simulation
and keeps running. Callbacks and log lines are shown as they come; new code is live as soon as a file of it is saved.
Nothing leaves 127.0.0.1, and the state of your real deployments is not touched.

  [stack]              name of a stack of the app, or folder of a synthesized one   [the only stack]
  --bucket <name>      a bucket that exists, if the stack does not name it itself; may be repeated
  --port <port>        port of the page on which all can be seen   [any free one]
  --tunnel <url>       address of a tunnel to this machine: callbacks that come through it go to the pipeline
  --tunnel-port <port> port that the tunnel leads to   [8787]
  --no-watch           do not follow changes of the code
  --json               one JSON object a line

While it runs, the line "apply" synthesizes and applies again. With --tunnel, the line "job <tag> <object>" submits a job to
CI in your account (TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY) that reports through the tunnel; its Operation as JSON
may follow. Queues and workflows of your account are not touched. Ctrl-C stops it; nothing is left behind.
TERRAFORM_BINARY_NAME names the Terraform or OpenTofu to use.
Exit code: 0 stopped, 1 failed, 2 wrong usage, 130 or 143 stopped before it was up.`;
