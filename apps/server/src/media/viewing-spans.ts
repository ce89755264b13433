import { exhaustive } from '@truc/base';
import type { ViewingFact } from '@truc/media/signalling';
import { sql, type Kysely, type Selectable } from 'kysely';
import type { Tables } from '../database/tables.ts';

type Span = Selectable<Tables['viewing_span']> & { hidden_ms: number };

/**
 * Brings the one row of each look up to date, all of a batch in two statements: after a long time without the server there are
 * thousands. A fact whose start was lost changes nothing: the break says so.
 */
export async function applyToSpans(tx: Kysely<Tables>, facts: readonly ViewingFact[]): Promise<void> {
  const viewings = [...new Set(facts.map(({ viewing }) => viewing))];
  const known = await tx.selectFrom('viewing_span').selectAll().where('viewing', 'in', viewings).execute();
  const spans = new Map<string, Span>(
    // A bigint comes as text.
    known.map((row) => [row.viewing, { ...row, hidden_ms: Number(row.hidden_ms) }]),
  );
  for (const fact of facts) {
    const span = apply(spans.get(fact.viewing), fact);
    if (span !== undefined) spans.set(fact.viewing, span);
  }
  if (spans.size === 0) return;
  await tx
    .insertInto('viewing_span')
    .values([...spans.values()].map(toRow))
    .onConflict((conflict) =>
      conflict.column('viewing').doUpdateSet({
        stopped: sql`excluded.stopped`,
        cause: sql`excluded.cause`,
        paused: sql`excluded.paused`,
        hidden_ms: sql`excluded.hidden_ms`,
        shown: sql`excluded.shown`,
      }),
    )
    .execute();
}

function apply(span: Span | undefined, fact: ViewingFact): Span | undefined {
  const at = new Date(fact.at);
  if (fact.kind === 'viewing_started') return span ?? begin(fact, at);
  if (fact.kind === 'playback_started') return span ?? beginPlayback(fact, at);
  if (span === undefined || span.stopped !== null) return span;
  switch (fact.kind) {
    case 'viewing_paused':
      return { ...span, paused: span.paused ?? at };
    case 'viewing_resumed':
      return shown(span, at);
    case 'viewing_stopped':
      // A clock that was set back must not make an end before the beginning: no range could hold it.
      return { ...shown(span, at), stopped: at < span.started ? span.started : at, cause: fact.cause };
    case 'playback_ended':
      return {
        ...span,
        stopped: at < span.started ? span.started : at,
        cause: fact.cause,
        shown: fact.shown,
      };
    case 'playback_sought':
    case 'ptz_started':
    case 'ptz_stopped':
      return span;
    default:
      return exhaustive(fact);
  }
}

function begin(fact: Extract<ViewingFact, { kind: 'viewing_started' }>, started: Date): Span {
  const { viewing, grant, person, camera, purpose, display, lease = null } = fact;
  const row = { viewing, viewing_grant: grant, person, camera, purpose, display, started };
  return { ...row, ...notYet, playback: null, lease };
}

function beginPlayback(fact: Extract<ViewingFact, { kind: 'playback_started' }>, started: Date): Span {
  const { viewing, grant, person, camera, purpose, display, from, until, reason, paper = null } = fact;
  const row = { viewing, viewing_grant: grant, person, camera, purpose, display, started };
  return { ...row, ...notYet, playback: { from, until, reason, paper }, lease: null };
}

const notYet = { stopped: null, cause: null, paused: null, hidden_ms: 0, shown: null };

/** A JavaScript array would become an array of PostgreSQL's, not of JSON's. */
function toRow(span: Span) {
  return { ...span, playback: toJson(span.playback), shown: toJson(span.shown) };
}

function toJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}

function shown(span: Span, at: Date): Span {
  if (span.paused === null) return span;
  return {
    ...span,
    paused: null,
    hidden_ms: span.hidden_ms + Math.max(0, at.getTime() - span.paused.getTime()),
  };
}
