/**
 * Kinds of events and every version of their bodies that was ever shipped. What was stored is never written anew: an older
 * body is lifted to the newest shape each time it is read.
 *
 *     body v1 ──schema 1──▶ lift 1→2 ──▶ ... ──▶ newest
 */
import * as v from 'valibot';

/** `deferred`: written by a newer application; it is kept, shown as a grey line, and read after the update. */
export type EventReading<T> =
  | { readonly status: 'read'; readonly event: T }
  | { readonly status: 'deferred' }
  | { readonly status: 'unreadable' };

export type VersionedKind<T> = {
  readonly kind: string;
  /** The version that is written today. */
  readonly current: number;
  read(version: number, body: string): EventReading<T>;
};

type Schema<T> = v.GenericSchema<unknown, T>;
type Older = { readonly schema: v.GenericSchema; readonly lift: (body: never) => unknown };

/** `older`: the schema of each earlier version from 1 on, with its lift to the version after it. */
export function versionedKind<T>(
  kind: string,
  newest: Schema<T>,
  older: readonly Older[] = [],
): VersionedKind<T> {
  const current = older.length + 1;
  return {
    kind,
    current,
    read(version, body) {
      if (version > current) return { status: 'deferred' };
      let value = parseJson(body);
      for (const { schema, lift } of older.slice(version - 1)) {
        const parsed = v.safeParse(schema, value);
        if (!parsed.success) return { status: 'unreadable' };
        value = lift(parsed.output as never);
      }
      const parsed = v.safeParse(newest, value);
      return parsed.success ? { status: 'read', event: parsed.output } : { status: 'unreadable' };
    },
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No schema takes undefined: it is named unreadable.
    return undefined;
  }
}
