import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { movedCluster } from './moved-cluster.ts';
import { makeThrowAwayFolder } from './throw-away-folder.ts';

let dataDir: string;

beforeEach(() => {
  dataDir = makeThrowAwayFolder('truc-moved-');
  mkdirSync(join(dataDir, 'pg'));
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

it('finds the cluster that root runs elsewhere by its note', () => {
  note('PostgreSQL runs as nobody.\nThe database is in /var/lib/truc/00ff00ff00ff00ff\n');
  expect(movedCluster(dataDir)).toBe('/var/lib/truc/00ff00ff00ff00ff');
});

it('finds none where it is inside, and none by a note that names any other place', () => {
  expect(movedCluster(dataDir)).toBe(null);
  for (const place of ['/', '/var/lib/truc', '/var/lib/truc/../postgresql', '/home/truc/00ff00ff00ff00ff']) {
    note(`The database is in ${place}\n`);
    expect(movedCluster(dataDir)).toBe(null);
  }
});

function note(text: string): void {
  writeFileSync(join(dataDir, 'pg', 'MOVED.txt'), text);
}
