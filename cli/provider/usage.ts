export const PROVIDER_USAGE = `Usage: cdktf-tencentcloud-ci provider install [options]

Installs the Terraform provider tencentci into a folder where terraform init finds it without a registry, and prints the
required_providers block for it. For configurations in HCL; cdktf stacks include the provider.

  --dir <folder>       folder of a filesystem mirror   [terraform.d/plugins]
                       terraform init searches the default folder, and folders that its CLI configuration names
  --json               one JSON object

The provider needs Node.js 20.9 or later on PATH as node.
Exit code: 0 installed, 1 failed, 2 wrong usage.`;
