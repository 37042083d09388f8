const COMMON = `  --url <address>      post there, and not to the pipeline that \`local\` runs
  --pipeline <number>  which of the callback addresses that \`local\` prints   [1]
  --json               one JSON object a line

Exit code: 0 every answer was 2xx, 1 some was not or there was none, 2 wrong usage.`;

export const SEND_USAGE = `Usage: cdktf-tencentcloud-ci send <callback> [options]
       cdktf-tencentcloud-ci send --list

Posts a realistic callback as CI does, with new ids and the present time: of a job of any tag, of moderation, or the probe.

  --format <xml|json>  [xml; moderation is always json]
  --failed             the job has failed
  --workflow           the end of a workflow run with that job in place of the end of the job
  --simple             the Simple form of a moderation callback
  --object <key>       the object that the job worked on
  --bucket <name>      its bucket   [the pipeline's]
  --region <region>    its region   [the pipeline's]
  --set <path=value>   another value for a field of the body, such as JobsDetail.Input.Object=a.mp4; repeatable
  --count <number>     how many, one after the other   [1]
  --list               what can be sent
${COMMON}`;

export const REPLAY_USAGE = `Usage: cdktf-tencentcloud-ci replay <file> [options]

Posts a saved callback, XML or JSON, byte for byte; of a folder every .xml and .json file in it, in order of their names.

${COMMON}`;

export const UPLOAD_USAGE = `Usage: cdktf-tencentcloud-ci upload <file> [key] [options]

Puts a file into a bucket of the pipeline that \`local\` runs, which starts the workflows and functions that wait for it.

  [key]                name of the object   [the file's name]
  --bucket <name>      [the pipeline's]
  --region <region>    [the pipeline's]
  --json               one JSON object a line

Exit code: 0 uploaded, 1 failed, 2 wrong usage.`;
