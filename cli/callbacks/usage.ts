export const CALLBACKS_USAGE = `Usage: cdktf-tencentcloud-ci callbacks <command> [options]

The inbox of durable delivery: what waits, what is dead, what is done.

  callbacks list [inbox|dead|done|unrouted]
                                       callbacks that wait and that are dead, or those of one place; unrouted: those
                                       that are done because no route of the handler takes them
  callbacks list --watch               progress of the inbox: what waits, what is done a second, what is dead
  callbacks show <key>                 all that is known about a callback, its body included
  callbacks redrive <key>… | --all     give dead callbacks another round
  callbacks purge <done|dead>          remove what is over for longer than --older-than, and its old journal

  --bucket <name>       bucket of the inbox, with APPID (or CI_CALLBACK_INBOX_BUCKET)
  --region <region>     its region (or TENCENTCLOUD_REGION, or the profile's)  [ap-guangzhou]
  --prefix <prefix>     what the names of its objects begin with  [ci-callbacks/]
                        (or CI_CALLBACK_INBOX_PREFIX, where the environment names the bucket too)
  --interval <time>     time between two looks of list --watch  [2s]
  --older-than <time>   such as 12h or 7d; of purge  [7d]
  --yes                 do it; redrive and purge only say what they would do without
  --json                one JSON object a line

Keys come from TENCENTCLOUD_SECRET_ID, TENCENTCLOUD_SECRET_KEY and TENCENTCLOUD_SECURITY_TOKEN, else from the profile of
tccli that TENCENTCLOUD_PROFILE names.
Exit code: 0 done, 1 failed or not found, 2 wrong usage.`;
