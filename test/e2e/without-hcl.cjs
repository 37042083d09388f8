/**
 * Loads the cdktf CLI without what converts HCL to programs, which takes most of its start. A command that needs it fails.
 */
const Module = require("node:module");

const HCL = ["@cdktf/hcl2cdk", "@cdktf/hcl2json", "@cdktf/hcl-tools"];

const load = Module._load;
Module._load = function (request, ...rest) {
  return HCL.includes(request) ? missing(request) : load.call(this, request, ...rest);
};

function missing(name) {
  return new Proxy(
    { __esModule: true },
    {
      get(target, member) {
        if (member in target) return target[member];
        throw new Error(`${name} is not loaded in this test (${String(member)} was read)`);
      },
    },
  );
}
