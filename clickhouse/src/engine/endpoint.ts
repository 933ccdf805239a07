/** How to reach ClickHouse's HTTP interface. */
export interface Endpoint {
  url: string;
  username: string;
  password: string;
}
