const COMMON = `  --url <address>      post to this address instead of the pipeline that \`local\` runs
  --pipeline <number>  number of the callback address or topic in the list that \`local\` prints   [1]
  --json               one JSON object per line

Exit code: 0 every answer was 2xx or the topic has every callback, 1 another answer or none, 2 wrong usage.`;

export const SEND_USAGE = `Usage: cdktf-tencentcloud-ci send <callback> [options]
       cdktf-tencentcloud-ci send --list

Posts a realistic callback as CI does, with new ids and the current time: of a job of any tag, of moderation, or the probe.

  --format <xml|json>  [xml; moderation is always json]
  --failed             the job has failed
  --workflow           the end of a workflow run with that job, instead of the end of the job
  --simple             the Simple form of a moderation callback
  --object <key>       the object that the job worked on
  --bucket <name>      its bucket   [the pipeline's]
  --region <region>    its region   [the pipeline's]
  --set <path=value>   set a field of the body, such as JobsDetail.Input.Object=a.mp4; repeatable
  --count <number>     number of callbacks, posted one after the other   [1]
  --list               list the available callbacks
${COMMON}`;

export const REPLAY_USAGE = `Usage: cdktf-tencentcloud-ci replay <file> [options]

Posts a saved callback, XML or JSON, byte for byte. For a folder, posts every .xml and .json file in order of their names.

${COMMON}`;

export const UPLOAD_USAGE = `Usage: cdktf-tencentcloud-ci upload <file> [key] [options]

Uploads a file to a bucket of the pipeline that \`local\` runs. The upload starts the workflows and functions it triggers.

  [key]                key of the object   [the file's name]
  --bucket <name>      [the pipeline's]
  --region <region>    [the pipeline's]
  --json               one JSON object per line

Exit code: 0 uploaded, 1 failed, 2 wrong usage.`;
