import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { NewPerson, Places, RunningServer } from '@truc/server';

/** What the registers hold in a situation, and what else is done there while a server runs. */
export type Situation = {
  readonly name: string;
  readonly about: string;
  readonly places: Places;
  readonly people: readonly NewPerson[];
  /** Writes what happened there before. */
  readonly history?: (server: RunningServer) => Promise<void>;
};

const markerFile = 'situation.json';
const peopleAtOnce = 4;

/** The name of the situation that the data folder is in, or null when it is in none. */
export function situationOf(dataDir: string): string | null {
  try {
    const marker: unknown = JSON.parse(readFileSync(join(dataDir, markerFile), 'utf8'));
    return typeof marker === 'object' &&
      marker !== null &&
      'name' in marker &&
      typeof marker.name === 'string'
      ? marker.name
      : null;
  } catch {
    // No marker, or one that was cut off: the folder counts as never seeded, and seeding is repeatable.
    return null;
  }
}

/**
 * Fills the registers of the data folder's database. Repeatable: what is there is brought up to date. Breaks off when the
 * signal says so, with the database stopped.
 */
export async function seed(dataDir: string, situation: Situation, signal?: AbortSignal): Promise<void> {
  const { completeConfig, createServer, parseEnvironment } = await import('@truc/server');
  const env = parseEnvironment({ ...process.env, TRUC_DATA: dataDir, TRUC_LOG_LEVEL: 'warn' });
  if (!env.ok) throw new Error(env.error.detail);
  const server = await createServer({ ...completeConfig(env.value), port: 0, sfuPort: 0 });
  if (!server.ok) throw new Error(server.error.detail ?? server.error.code);
  try {
    signal?.throwIfAborted();
    await server.value.provisionPlaces(situation.places);
    await provisionPeople(server.value, situation.people, signal);
    signal?.throwIfAborted();
    await situation.history?.(server.value);
  } finally {
    await server.value.close();
  }
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(join(dataDir, markerFile), `${JSON.stringify({ name: situation.name })}\n`);
}

/** Forgets the situation, so that a seeding that breaks off half-way is done again. */
export function forgetSituation(dataDir: string): void {
  rmSync(join(dataDir, markerFile), { force: true });
}

async function provisionPeople(
  server: RunningServer,
  people: readonly NewPerson[],
  signal: AbortSignal | undefined,
): Promise<void> {
  const waiting = [...people];
  await Promise.all(
    Array.from({ length: peopleAtOnce }, async () => {
      for (
        let person = waiting.shift();
        person !== undefined && signal?.aborted !== true;
        person = waiting.shift()
      )
        await server.provisionPerson(person);
    }),
  );
}
