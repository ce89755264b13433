import { createHash } from 'node:crypto';
import { amendmentKinds } from '@truc/domain/logbook';
import { readHeader, type OperationHeader } from '@truc/sync/protocol';
import type { Question } from '@truc/sync/server';
import type pg from 'pg';

/** Countersignatures that stand in books, asked for once for a whole segment (SV18). */
export interface Countersigns {
  /** The names of those of these signatures that stand already. */
  standing(signatures: readonly Signature[]): Promise<ReadonlySet<string>>;
}

export type Signature = { readonly scope: string; readonly actor: string; readonly body: string };

export function createCountersigns(pool: pg.Pool): Countersigns {
  return {
    async standing(signatures) {
      if (signatures.length === 0) return new Set();
      // A body is canonical: the same entry is named by the same octets.
      const { rows } = await pool.query<{ scope: string; header: Buffer; body: Buffer }>(
        `select scope, header, body from leaf
           join unnest($1::text[], $2::bytea[]) as asked (scope, said) using (scope)
         where sha256(leaf.body) = asked.said and status in ('accepted', 'accepted_late')
           and position('"kind":"logbook.countersign"'::bytea in header) > 0`,
        [signatures.map(({ scope }) => scope), signatures.map(({ body }) => hashOf(body))],
      );
      return new Set(
        rows.flatMap(({ scope, header, body }) => {
          const actor = readHeader({ h: header.toString('utf8') })?.actor;
          return actor === undefined ? [] : [signatureName({ scope, actor, body: body.toString('utf8') })];
        }),
      );
    },
  };
}

/** Null for what is no countersignature. */
export function signatureOf({ header, body }: Question): Signature | null {
  if (header === null || body === null || !isCountersign(header)) return null;
  return { scope: header.scope, actor: header.actor, body };
}

export function signatureName({ scope, actor, body }: Signature): string {
  return `${scope} ${actor} ${body}`;
}

function isCountersign({ kind }: OperationHeader): boolean {
  return kind === amendmentKinds.countersign.kind;
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
