/** `npm run acceptance`: see `npm run acceptance -- --help`. */
import { runAcceptance } from "./command";

void runAcceptance(process.argv.slice(2), process.env).then((code) => {
  process.exitCode = code;
});
