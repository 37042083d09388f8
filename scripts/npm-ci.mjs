// Installs the packages of a lock file. Uses only Node itself, since it runs before anything is installed.

// No package needs its install script; without them an installation is the same on every machine.
const OPTIONS = ["--ignore-scripts", "--no-audit", "--no-fund"];

/**
 * The lock file names no addresses, so npm asks the registry for the list of versions of each package, although its
 * cache may have it. The cached list is enough unless it is older than the locked version; only then is each list asked
 * for again.
 *
 * @param npm runs npm with arguments; an error's message has npm's output
 * @param args more arguments
 * @see https://docs.npmjs.com/cli/v10/using-npm/config#prefer-offline
 */
export async function npmCi(npm, ...args) {
  try {
    await npm("ci", "--prefer-offline", ...args, ...OPTIONS);
  } catch (error) {
    if (!error.message.includes("ETARGET")) throw error;
    await npm("ci", "--prefer-online", ...args, ...OPTIONS);
  }
}
