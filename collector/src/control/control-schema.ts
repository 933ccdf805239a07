import type { ColumnType } from "kysely";

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
}
