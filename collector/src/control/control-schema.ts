import type { ColumnType, Generated } from "kysely";

// The tables of the control store. Instants are RFC 3339 text in UTC, which SQLite and Postgres sort alike.

/** Written once, never changed. */
type Fixed = ColumnType<string, string, never>;

export interface ControlSchema {
  projects: {
    id: Fixed;
    retention_days: number | null; // null: the server's
    created_at: Fixed;
  };
  api_keys: {
    id: Fixed;
    project: Fixed;
    name: Fixed;
    prefix: Fixed; // the beginning of the key, to tell keys apart
    sha256: Fixed; // of the whole key, hex; the key itself is not kept
    created_at: Fixed;
    last_used_at: string | null;
    revoked_at: string | null;
  };
  sessions: {
    sha256: Fixed; // of the cookie's value, hex
    key_id: Fixed; // a session ends with the key it was opened with
    created_at: Fixed;
    expires_at: Fixed;
  };
  price_cards: {
    id: Generated<number>;
    card_key: Fixed; // of cards with one key the latest is believed
    card: Fixed; // JSON: see costs/price-card.ts
    recorded_at: Fixed;
    recorded_by: Fixed;
  };
  owner_rules: {
    id: Generated<number>;
    project: Fixed;
    rule: Fixed; // JSON: see costs/owner-rules.ts
    recorded_at: Fixed;
    recorded_by: Fixed;
    withdrawn_at: string | null;
  };
  cost_changes: {
    id: Generated<number>;
    at: Fixed;
    actor: Fixed; // the id of an API key; "local" without keys, "server" for the server itself
    action: Fixed;
    detail: Fixed; // JSON
  };
  job_places: {
    job: Fixed;
    place: string; // JSON
  };
  cost_periods: {
    project: Fixed;
    month: Fixed; // YYYY-MM-01
    state: string; // a month without a row is open
    detail: string; // JSON
    changed_at: string;
  };
  saved_views: {
    id: Fixed;
    project: Fixed;
    name: Fixed;
    query: string; // a text of the search grammar
    sort: string;
    columns: string | null; // names with commas between; null: those of whoever looks
    range: string;
    created_at: Fixed;
    updated_at: string;
  };
}
