/**
 * What stands outside the database, so that a database that is older than it is noticed: the newest checkpoint that was ever
 * signed, and every record of the evidence log, one a line. The records outlive the database on purpose: with them a tree
 * that was restored goes on from where it was, and contradicts nothing that was signed.
 */
import {
  closeSync,
  createReadStream,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface OutsideState {
  /** The newest signed note, or null when none was ever signed here. */
  newestNote(): string | null;
  /** How many records are there. */
  countRecords(): Promise<number>;
  /** Every record in order. */
  records(): AsyncIterable<string>;
  /** Cuts off what stands behind the first `count` records. */
  keepRecordsUpTo(count: number): Promise<void>;
  /** Adds records behind those that are there. Durable when it returns. */
  addRecords(texts: readonly string[]): void;
  /** Durable when it returns. Only after this may anybody be shown the note. */
  keepNote(note: string): void;
}

export function openOutsideState(folder: string): OutsideState {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const notePath = join(folder, 'checkpoint');
  const recordsPath = join(folder, 'records');
  cutTornLine(recordsPath);
  let counted: number | null = null;
  const records = () => linesOf(recordsPath);
  return {
    newestNote: () => (existsSync(notePath) ? readFileSync(notePath, 'utf8') : null),
    records,
    async countRecords() {
      counted ??= await countLines(records());
      return counted;
    },
    async keepRecordsUpTo(count) {
      let at = 0;
      let octets = 0;
      for await (const line of records()) {
        if (at === count) break;
        at += 1;
        octets += Buffer.byteLength(line) + 1;
      }
      if (at === count && existsSync(recordsPath))
        changeFile(recordsPath, 'r+', (file) => ftruncateSync(file, octets));
      counted = null;
    },
    addRecords(texts) {
      if (texts.length === 0) return;
      changeFile(recordsPath, 'a', (file) => writeWhole(file, `${texts.join('\n')}\n`));
      if (counted !== null) counted += texts.length;
    },
    keepNote(note) {
      changeFile(`${notePath}.part`, 'w', (file) => writeWhole(file, note));
      renameSync(`${notePath}.part`, notePath);
      changeFile(folder, 'r', () => undefined);
    },
  };
}

async function* linesOf(path: string): AsyncIterable<string> {
  if (existsSync(path)) yield* createInterface({ input: createReadStream(path), crlfDelay: Infinity });
}

async function countLines(lines: AsyncIterable<string>): Promise<number> {
  let count = 0;
  for await (const _ of lines) count += 1;
  return count;
}

/** A crash in the middle of a write leaves a line without its end. It was never shown to anybody. */
function cutTornLine(path: string): void {
  if (!existsSync(path)) return;
  changeFile(path, 'r+', (file) => {
    const { size } = fstatSync(file);
    const tail = Buffer.alloc(Math.min(size, 64 * 1024));
    readSync(file, tail, 0, tail.length, size - tail.length);
    ftruncateSync(file, size - tail.length + tail.lastIndexOf('\n') + 1);
  });
}

function writeWhole(file: number, text: string): void {
  const octets = Buffer.from(text);
  for (let at = 0; at < octets.length;) at += writeSync(file, octets, at);
}

function changeFile(path: string, flags: string, change: (file: number) => void): void {
  const file = openSync(path, flags, 0o600);
  try {
    change(file);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
