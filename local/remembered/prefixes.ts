/**
 * Prefixes of ids by what they identify: the name of a type without `tencentcloud_`, or of an attribute without `_id`.
 *
 * @see https://registry.terraform.io/providers/tencentcloudstack/tencentcloud/latest/docs the pages' import examples
 */
const PREFIXES: Readonly<Record<string, string>> = {
  vpc: "vpc",
  subnet: "subnet",
  security_group: "sg",
  route_table: "rtb",
  network_acl: "acl",
  vpc_acl: "acl",
  nat_gateway: "nat",
  vpn_gateway: "vpngw",
  customer_gateway: "cgw",
  dc_gateway: "dcg",
  ccn: "ccn",
  eip: "eip",
  address: "eip",
  eni: "eni",
  network_interface: "eni",
  ha_vip: "havip",
  instance: "ins",
  image: "img",
  snapshot: "snap",
  key_pair: "skey",
  cbs_storage: "disk",
  disk: "disk",
  placement_group: "ps",
  clb_instance: "lb",
  clb: "lb",
  load_balancer: "lb",
  clb_listener: "lbl",
  listener: "lbl",
  clb_listener_rule: "loc",
  location: "loc",
  as_scaling_group: "asg",
  as_scaling_config: "asc",
  mysql: "cdb",
  mysql_readonly: "cdb",
  redis: "crs",
  postgresql: "postgres",
  mongodb: "cmgo",
  sqlserver: "mssql",
  mariadb: "tdsql",
  dcdb: "tdsqlshard",
  cynosdb: "cynosdbmysql",
  cynosdb_cluster: "cynosdbmysql",
  elasticsearch: "es",
  ckafka: "ckafka",
  kafka: "ckafka",
  tcr: "tcr",
  kubernetes_cluster: "cls",
  kubernetes_node_pool: "np",
  node_pool: "np",
  cfs_file_system: "cfs",
  file_system: "cfs",
  emr_cluster: "emr",
  lighthouse: "lhins",
  monitor_tmp: "prom",
  monitor_grafana: "grafana",
  private_dns_zone: "zone",
  cluster: "cluster",
};

/**
 * The vendor's id prefix for a name; for an unknown name, the name with dashes. Uses the longest known end of the name:
 * `default_route_table` is a route table.
 */
export function idPrefix(name: string): string {
  const words = name.split("_");
  const whole = PREFIXES[name] ?? (words.at(-1) === "instance" ? PREFIXES[words.slice(0, -1).join("_")] : undefined);
  if (whole !== undefined) return whole;
  for (let start = 1; start < words.length; start++) {
    const known = PREFIXES[words.slice(start).join("_")];
    if (known !== undefined && words.slice(start).join("_") !== "instance") return known;
  }
  return words.join("-") || "id";
}
