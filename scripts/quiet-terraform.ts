// Imported first: @cdktf/commons runs `terraform version` when it is loaded, which would make a network request and
// repeat Terraform's complaints about the user's CLI configuration.
process.env.CHECKPOINT_DISABLE = "1";
delete process.env.TF_CLI_CONFIG_FILE;
