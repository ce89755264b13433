/** States of incidents, kept beside the log so that a command need not fold the whole of it. Not facts: the leaves are. */
import type { Json, ScopeId, WireOperation } from '@truc/sync/protocol';
import type { FoldedState } from '@truc/sync/server';
import type pg from 'pg';
import { arrayOf, textOf } from './columns.ts';

const foldedStatesStatement = {
  name: 'folded-states',
  text: `select scope, model, seq, state from folded_state where scope = any ($1::text[])`,
};

type StateColumns = {
  readonly scope: ScopeId;
  readonly model: number;
  readonly seq: number;
  /** JSON. */
  readonly state: string;
};

export async function foldedStates(
  client: pg.ClientBase,
  scopes: readonly ScopeId[],
): Promise<readonly FoldedState[]> {
  const values = [arrayOf(scopes)];
  const found = await client.query<StateColumns>({ ...foldedStatesStatement, values });
  return found.rows.map((row) => ({ ...row, state: JSON.parse(row.state) as Json }));
}

const leavesOfStatement = {
  name: 'leaves-of',
  text: `select seq, header, body, salt from leaf where scope = $1 order by seq`,
};

type LeafColumns = {
  readonly seq: number;
  readonly header: Buffer;
  readonly body: Buffer;
  readonly salt: Buffer;
};

export async function leavesOf(
  client: pg.ClientBase,
  scope: ScopeId,
): Promise<readonly { readonly seq: number; readonly op: WireOperation }[]> {
  const found = await client.query<LeafColumns>({ ...leavesOfStatement, values: [scope] });
  return found.rows.map(({ seq, header, body, salt }) => ({
    seq,
    op: { h: textOf(header), b: textOf(body), s: textOf(salt) },
  }));
}

const keepStatesStatement = {
  name: 'keep-states',
  text: `insert into folded_state (scope, model, seq, state)
    select * from unnest($1::text[], $2::integer[], $3::bigint[], $4::text[])
    on conflict (scope) do update set model = excluded.model, seq = excluded.seq, state = excluded.state`,
};

export async function keepStates(client: pg.ClientBase, states: readonly FoldedState[]): Promise<void> {
  const values = [
    arrayOf(states.map(({ scope }) => scope)),
    arrayOf(states.map(({ model }) => model)),
    arrayOf(states.map(({ seq }) => seq)),
    states.map(({ state }) => JSON.stringify(state)),
  ];
  await client.query({ ...keepStatesStatement, values });
}
