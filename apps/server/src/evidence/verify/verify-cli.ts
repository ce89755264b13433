/**
 * `npm run verify -- <export> --key <verifier key or file> [--seen <note file>]...`: checks an export offline, of logs or of one incident. Ends with 0 when all
 * of it holds, with 1 and one line on the first thing that does not.
 */
import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readVerifierKey, toBase64 } from '@truc/sync/evidence';
import { nativeSha256 } from '../../config/system-ports.ts';
import { writeFault } from './fault.ts';
import { openFile } from './octet-source.ts';
import { inWorkers } from './runners.ts';
import { isIncidentFile, verifyIncidentFile } from '../incident/verify-incident-file.ts';
import { verifyExport, type Summary } from './verify-export.ts';

const usage = 'usage: npm run verify -- <export> --key <verifier key or file> [--seen <note file>]...';
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { key: { type: 'string' }, seen: { type: 'string', multiple: true, default: [] } },
});
const [path] = positionals;
if (path === undefined || values.key === undefined || !existsSync(path)) stopWith(usage, 2);
const line = existsSync(values.key) ? readFileSync(values.key, 'utf8').trim() : values.key;
const key = readVerifierKey(nativeSha256, line);
if (key === null) stopWith(`no verifier key: ${line}`, 2);
if (isIncidentFile(path)) {
  const { code, lines } = await verifyIncidentFile(path, key);
  for (const text of lines) (code === 0 ? console.log : console.error)(text);
  process.exit(code);
}
const seen = values.seen.map((file) => readFileSync(file, 'utf8'));
const startedAt = performance.now();
const verified = await verifyExport({ source: openFile(path), runner: inWorkers(path), key, seen });
if (!verified.ok) stopWith(writeFault(verified.error), 1);
print(verified.value, (performance.now() - startedAt) / 1_000);
process.exit(0);

function print(summary: Summary, seconds: number): void {
  const { checkpoint, entries, scopes, statuses, redacted, restores, segments } = summary;
  console.log(`GOOD ${entries} entries of ${scopes.length} logs in ${seconds.toFixed(1)} s`);
  console.log(`signed by ${checkpoint.origin} at size ${checkpoint.size}, root ${toBase64(checkpoint.root)}`);
  console.log(
    `exported ${new Date(summary.at).toISOString()}, ${summary.tree === 'full' ? 'the whole log' : 'a part of the log'}`,
  );
  for (const [status, count] of Object.entries(statuses)) console.log(`  ${status}: ${count}`);
  for (const { scope, entries: count } of scopes) console.log(`  ${scope}: 1 to ${count}`);
  for (const { scope, seq, decision } of redacted)
    console.log(`  taken out: ${scope} ${seq}, decision ${decision}`);
  for (const { at, epoch, lostHeads } of restores)
    console.log(
      `  restored ${new Date(at).toISOString()}: epoch ${epoch}, ${lostHeads} recorded heads of a life that was lost`,
    );
  console.log(`  segments signed by devices: ${segments}`);
}

function stopWith(text: string, code: number): never {
  console.error(text);
  process.exit(code);
}
