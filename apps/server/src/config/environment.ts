import { failure, ok, type Failure, type Result } from '@truc/base';
import * as v from 'valibot';

const port = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, 'must be a port number'),
  v.transform(Number),
  v.maxValue(65_535, 'must be at most 65535'),
);
const hours = v.pipe(
  v.string(),
  v.regex(/^\d{1,4}$/, 'must be whole hours'),
  v.transform(Number),
  v.minValue(1, 'must be at least 1'),
  v.maxValue(720, 'must be at most 720'),
);
const seconds = v.pipe(
  v.string(),
  v.regex(/^\d{1,5}$/, 'must be whole seconds'),
  v.transform(Number),
  v.minValue(1, 'must be at least 1'),
  v.maxValue(86_400, 'must be at most 86400'),
);
const minutes = v.pipe(
  v.string(),
  v.regex(/^\d{1,4}$/, 'must be a number of minutes'),
  v.transform(Number),
  v.minValue(1, 'must be at least 1'),
  v.maxValue(1_440, 'must be at most 1440'),
);
const path = v.pipe(v.string(), v.minLength(1));
const flag = v.pipe(
  v.picklist(['0', '1', 'true', 'false'], 'must be 1 or 0'),
  v.transform((text) => text === '1' || text === 'true'),
);
const databaseUrl = v.pipe(
  v.string(),
  v.regex(/^postgres(ql)?:\/\//, 'must start with postgres:// or postgresql://'),
);

/** Every variable that the server reads, each optional. An empty value counts as not set. */
const EnvironmentSchema = v.object({
  TRUC_HOST: v.optional(v.pipe(v.string(), v.minLength(1))),
  TRUC_PORT: v.optional(port),
  TRUC_PUBLIC_URL: v.optional(v.pipe(v.string(), v.regex(/^https?:\/\/[^/]+$/, 'must be an origin'))),
  TRUC_TRUST_PROXY: v.optional(flag),
  TRUC_SFU_PORT: v.optional(port),
  TRUC_DATA: v.optional(path),
  TRUC_CACHE: v.optional(path),
  TRUC_WEB: v.optional(path),
  TRUC_GRANT_KEYS: v.optional(path),
  TRUC_CONTROL_SECRET: v.optional(path),
  TRUC_LEASE_HOURS: v.optional(hours),
  TRUC_HANDOVER_WAIT_MIN: v.optional(minutes),
  TRUC_DUTY_CALL_AFTER_MIN: v.optional(minutes),
  TRUC_DUTY_CALL_UP_MIN: v.optional(minutes),
  TRUC_FAULT_AFTER_S: v.optional(seconds),
  TRUC_ESCALATE_AFTER_S: v.optional(seconds),
  TRUC_PUSH_SERVICES: v.optional(
    v.pipe(v.string(), v.regex(/^(none|https?:\/\/\S+(,https?:\/\/\S+)*)$/, 'must be origins, or none')),
  ),
  TRUC_NODE_SETTLE_S: v.optional(seconds),
  TRUC_EDGE_LEASE_MINUTES: v.optional(minutes),
  TRUC_METRICS_TOKEN: v.optional(v.pipe(v.string(), v.minLength(16, 'must have at least 16 characters'))),
  TRUC_EVIDENCE_NAME: v.optional(
    v.pipe(v.string(), v.regex(/^[^\s+]{1,128}$/, 'must be a name without spaces')),
  ),
  TRUC_LOG_LEVEL: v.optional(
    v.picklist(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], 'must be a level of pino'),
  ),
  DATABASE_URL: v.optional(databaseUrl),
  DATABASE_OWNER_URL: v.optional(databaseUrl),
  XDG_CACHE_HOME: v.optional(path),
  HOME: v.optional(path),
});
export type Environment = v.InferOutput<typeof EnvironmentSchema>;

/** Reads the process's variables. `detail` of a failure is one line that names the variable; it never holds its value. */
export function parseEnvironment(
  variables: Readonly<Record<string, string | undefined>>,
): Result<Environment, Failure<'bad_environment'>> {
  const present = Object.fromEntries(Object.entries(variables).filter(([, value]) => value !== ''));
  const parsed = v.safeParse(EnvironmentSchema, present);
  if (parsed.success) return ok(parsed.output);
  const [issue] = parsed.issues;
  return failure('bad_environment', `${v.getDotPath(issue) ?? 'environment'} ${issue.message}`);
}
