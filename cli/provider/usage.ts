export const PROVIDER_USAGE = `Usage: cdktf-tencentcloud-ci provider install [options]

Puts the Terraform provider tencentci into a folder where terraform init finds it without a registry, and prints the
required_providers block that names it. For configurations in HCL; stacks of cdktf bring the provider with them.

  --dir <folder>       folder of a filesystem mirror   [terraform.d/plugins]
                       terraform init searches the usual one by itself, and others that the CLI configuration names
  --json               one JSON object

The provider needs Node.js 20.9 or later on PATH as node.
Exit code: 0 installed, 1 failed, 2 wrong usage.`;
