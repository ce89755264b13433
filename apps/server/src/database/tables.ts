import type { ColumnType, Generated } from 'kysely';

/** Comes parsed, of any shape; goes as text. */
type Json = ColumnType<unknown, string | null | undefined, string | null>;

/** The tables that are read and written through Kysely. The log's own (`leaf`, `scope`) are raw SQL in `log/`. */
export type Tables = {
  district: { id: string; name: string };
  facility: { id: string; name: string; district: string; authority: string; state: string };
  post: { id: string; facility: string | null; name: string; kind: string };
  assignment_doc: {
    id: Generated<number>;
    post: string;
    number: string;
    signed_on: string;
    signatory: string;
    content: string;
    valid_from: string;
    valid_to: string | null;
    people: ColumnType<unknown, string | undefined, never>;
    recorded_by: string | null | undefined;
  };
  shift_pattern: {
    id: Generated<number>;
    post: string;
    valid_from: string;
    starts: ColumnType<unknown, string, never>;
    recorded_by: string | null | undefined;
  };
  person: { id: string; name: string; position: string; agency: string };
  role_assignment: {
    id: Generated<number>;
    person: string;
    role: string;
    facility: string | null;
    district: string | null;
    post: string | null;
    valid_from: Generated<Date>;
    valid_to: Date | null;
    given_by: Generated<string | null>;
    ended_by: Generated<string | null>;
  };
  province_setting: { name: string; document: string; value: Generated<string> };
  recorder: { id: string; facility: string; name: string; retention_days: number | null };
  camera: {
    id: string;
    facility: string;
    recorder: string | null;
    name: string;
    zone: string;
    lifecycle: string;
    national: string;
    ioc: string;
    sensitive: Generated<boolean>;
  };
  misuse_case: { id: string; facility: string; named: string[]; reported_by: string };
  device: { id: string; token_hash: Buffer; blocked_at: Date | null };
  device_installation: { dev: string; inst: number };
  device_login: { dev: string; person: string };
  dead_letter: { id: Generated<number>; dev: string; reason: string; octets: Buffer };
  audit: {
    id: Generated<number>;
    at: Generated<Date>;
    person: string | null;
    action: string;
    object: string | null;
    outcome: 'granted' | 'denied';
    code: string | null;
    address: string | null;
    detail: string;
  };
  viewing_grant: {
    id: string;
    person: string;
    camera: string;
    purpose: string;
    system: string;
    display: string;
    issued_at: Date;
    expires_at: Date;
    playback: Json;
    request: string | null;
    kiosk: string | null;
  };
  viewing_log: {
    boot: string;
    number: number;
    kind: string;
    viewing: string;
    viewing_grant: string | null;
    person: string | null;
    camera: string | null;
    purpose: string | null;
    display: string | null;
    request: string | null;
    lease: string | null;
    cause: string | null;
    act: string | null;
    preset: string | null;
    at: Date;
    sfu: string | null;
    link: number | null;
    hash: string | null;
    detail: Json;
  };
  viewing_span: {
    viewing: string;
    viewing_grant: string | null;
    person: string;
    camera: string;
    purpose: string;
    display: string;
    started: Date;
    stopped: Date | null;
    cause: string | null;
    paused: Date | null;
    hidden_ms: number;
    playback: Json;
    shown: Json;
    lease: string | null;
  };
  edge_lease: {
    id: string;
    /** Who answers for it, where `kiosk` looks. */
    person: string;
    kiosk: string | null;
    device: string;
    node: string;
    display: string;
    cameras: string[];
    purposes: string[];
    issued_at: Date;
    expires_at: Date;
  };
  viewing_break: {
    id: Generated<number>;
    at: Generated<Date>;
    sfu: string;
    kind: 'gap' | 'hash' | 'fork' | 'unlinked';
    boot: string;
    number: number;
    link: number | null;
    expected_link: number | null;
  };
  sign_in_guard: { username: string; failures: number[]; locked_until: number };
};
