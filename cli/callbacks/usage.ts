export const CALLBACKS_USAGE = `Usage: cdktf-tencentcloud-ci callbacks <command> [options]

Shows and repairs the inbox of durable delivery: waiting, dead and done callbacks.

  callbacks list [inbox|dead|done|unrouted]
                                       list waiting and dead callbacks, or those of one folder; unrouted: done callbacks
                                       that no route of the handler accepts
  callbacks list --watch               progress of the inbox: waiting, done per second, dead
  callbacks show <key>                 everything about one callback, including its body
  callbacks redrive <key>… | --all     start another round for dead callbacks
  callbacks purge <done|dead>          delete callbacks that ended more than --older-than ago, with their journals

  --bucket <name>       bucket of the inbox, with APPID (or CI_CALLBACK_INBOX_BUCKET)
                        [the inbox of the pipeline that \`local\` runs here]
  --inbox <number>      an inbox of that pipeline if it has several: the error without it numbers them
  --region <region>     its region (or TENCENTCLOUD_REGION, or the profile's)  [ap-guangzhou]
  --prefix <prefix>     prefix of its object names  [ci-callbacks/]
                        (or CI_CALLBACK_INBOX_PREFIX, if the environment names the bucket too)
  --interval <time>     refresh interval of list --watch  [2s]
  --older-than <time>   minimum age for purge, such as 12h or 7d  [7d]
  --yes                 apply redrive or purge; without it they only print what they would do
  --json                one JSON object per line

The key comes from TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and TENCENTCLOUD_SECURITY_TOKEN, or from the tccli
profile that TENCENTCLOUD_PROFILE names.
Exit code: 0 done, 1 failed or not found, 2 wrong usage.`;
