/**
 * Checks the entries of one block by themselves: all that needs no other block. Runs in a worker, over a million entries in
 * seconds: digests are texts of one octet a character (native hashing gives those three times as fast as buffers), and what the
 * digest of the whole block vouches for is not compared once more.
 */
import { hash } from 'node:crypto';
import { DeviceRows, type DeviceColumns } from './device-rows.ts';
import { readLine, type EntryLine } from './entry-line.ts';
import type { Fault } from './fault.ts';
import { readFacts } from './header-facts.ts';

/** A place of a scope's log where a signed record says what the running hashes were. */
export type Witnessed = { readonly seq: number; readonly chain: string; readonly outcomes: string };
export type BlockTask = {
  readonly scope: string;
  readonly offset: number;
  readonly from: number;
  readonly count: number;
  readonly digest: string;
  /** The running hashes before the block, as its line says: whoever joins the blocks compares. */
  readonly start: { readonly chain: string; readonly outcomes: string };
  readonly witnessed: readonly Witnessed[];
};
export type BlockResult = {
  readonly fault: Fault | null;
  readonly chain: string;
  readonly outcomes: string;
  readonly columns: DeviceColumns;
  /** Entries whose body was taken out: their place and hash. */
  readonly redacted: readonly { readonly seq: number; readonly hash: string; readonly offset: number }[];
  readonly statuses: Readonly<Record<string, number>>;
};

export function verifyBlock(octets: Buffer, task: BlockTask): BlockResult {
  // Where the block is not the one that was exported, the marks beside each entry tell which is the first bad one.
  const isWhole = hash('sha256', octets, 'hex') === task.digest;
  const walk = new BlockWalk(octets, task, isWhole ? 'trust marks' : 'compare marks');
  const fault = walk.run();
  const { offset, scope, from } = task;
  const other = { offset, scope, seq: from, what: 'the block is not the one that the line before it names' };
  return { fault: fault ?? (isWhole ? null : other), ...walk.result() };
}

const maxSalt = /^[\w-]{21}[AQgw]$/;
const lineFeed = 10;

class BlockWalk {
  readonly #octets: Buffer;
  readonly #task: BlockTask;
  readonly #compareMarks: boolean;
  readonly #witnessed: Map<number, Witnessed>;
  readonly #rows: DeviceRows;
  readonly #redacted: { seq: number; hash: string; offset: number }[] = [];
  readonly #statuses = new Map<string, number>();
  readonly #link = Buffer.alloc(1 + 32 + 32 + 16);
  #scratch = Buffer.alloc(64 * 1024);
  #at = 0;
  #chain: string;
  #outcomes: string;

  constructor(octets: Buffer, task: BlockTask, marks: 'trust marks' | 'compare marks') {
    this.#octets = octets;
    this.#task = task;
    this.#compareMarks = marks === 'compare marks';
    this.#chain = Buffer.from(task.start.chain, 'hex').toString('latin1');
    this.#outcomes = Buffer.from(task.start.outcomes, 'hex').toString('latin1');
    this.#link[0] = 0x01;
    this.#witnessed = new Map(task.witnessed.map((one) => [one.seq, one]));
    this.#rows = new DeviceRows(task.count);
  }

  run(): Fault | null {
    const { from, count, offset, scope } = this.#task;
    for (let seq = from; seq < from + count; seq += 1) {
      const start = this.#at;
      const what = this.#entry(seq);
      if (what !== null) return { offset: offset + start, scope, seq, what };
    }
    if (this.#at === this.#octets.length) return null;
    const what = 'something stands behind the last entry of the block';
    return { offset: offset + this.#at, scope, seq: from + count - 1, what };
  }

  result(): Omit<BlockResult, 'fault'> {
    return {
      chain: hexOf(this.#chain),
      outcomes: hexOf(this.#outcomes),
      columns: this.#rows.columns(),
      redacted: this.#redacted,
      statuses: Object.fromEntries(this.#statuses),
    };
  }

  /** What is wrong with the next entry, or null. */
  #entry(seq: number): string | null {
    const offset = this.#task.offset + this.#at;
    const line = readLine(this.#octets, this.#at);
    if (typeof line === 'string') return line;
    if (this.#octets[line.end] !== lineFeed) return 'an entry that does not end where it says';
    this.#at = line.end + 1;
    if (line.seq !== seq) return `seq ${line.seq} stands where ${seq} belongs`;
    const own = this.#operationHash(line);
    this.#chain = this.#nextChain(own, line);
    this.#outcomes = this.#nextOutcomes(line.standing);
    if (this.#compareMarks && !hexOf(this.#chain).startsWith(line.chainMark))
      return 'header or time of receipt is not what the chain holds';
    if (this.#compareMarks && !hexOf(this.#outcomes).startsWith(line.outcomesMark))
      return 'what became of the entry is not what was recorded';
    this.#statuses.set(line.status, (this.#statuses.get(line.status) ?? 0) + 1);
    if (line.isRedacted) this.#redacted.push({ seq, hash: hexOf(own), offset });
    return this.#checkContent(line, own, offset) ?? this.#atRecord(seq);
  }

  #atRecord(seq: number): string | null {
    const signed = this.#witnessed.get(seq);
    if (signed === undefined) return null;
    if (signed.chain !== hexOf(this.#chain)) return 'the chain is not the one that was signed here';
    return signed.outcomes === hexOf(this.#outcomes)
      ? null
      : 'the outcomes are not those that were signed here';
  }

  /** The header against what stands beside it, the body against the header, and the entry's place with its device. */
  #checkContent(line: EntryLine, own: string, offset: number): string | null {
    const facts = readFacts(this.#octets.toString('latin1', line.header, line.body));
    const isQuarantined = line.status === 'quarantined';
    if (isQuarantined !== (line.stray !== '-'))
      return 'a quarantined entry and its body’s digest go together';
    if (!line.isRedacted) {
      const isBody = isQuarantined
        ? this.#isStray(line)
        : facts !== null && this.#isCommitted(line, facts.commit);
      if (!isBody) return 'the body is not the one that its author committed to';
    }
    if (facts === null && !isQuarantined) return 'a header that cannot be read';
    const isItsPlace = facts?.dev === line.dev && facts.inst === line.inst && facts.n === line.n;
    if (!isQuarantined && facts?.scope !== this.#task.scope) return 'the entry belongs to another scope';
    if (!isQuarantined && !isItsPlace) return 'the entry is of another device or place';
    if (!line.isFork) this.#rows.add(line, { own, prev: isItsPlace ? facts.prev : null, offset });
    return null;
  }

  #isCommitted(line: EntryLine, commit: string): boolean {
    const salt = this.#octets.toString('latin1', line.salt, line.end);
    if (!maxSalt.test(salt)) return false;
    const length = 16 + line.salt - line.body;
    this.#makeRoom(length);
    this.#scratch.write(salt, 0, 'base64url');
    this.#octets.copy(this.#scratch, 16, line.body, line.salt);
    return hash('sha256', this.#scratch.subarray(0, length), 'hex') === commit;
  }

  #isStray(line: EntryLine): boolean {
    const saltLength = line.end - line.salt;
    const length = 5 + line.end - line.body;
    this.#makeRoom(length);
    this.#scratch[0] = 0x07;
    this.#scratch.writeUInt32BE(saltLength, 1);
    this.#octets.copy(this.#scratch, 5, line.salt, line.end);
    this.#octets.copy(this.#scratch, 5 + saltLength, line.body, line.salt);
    return hash('sha256', this.#scratch.subarray(0, length), 'hex') === line.stray;
  }

  #operationHash(line: EntryLine): string {
    const length = 1 + line.body - line.header;
    this.#makeRoom(length);
    this.#scratch[0] = 0x00;
    this.#octets.copy(this.#scratch, 1, line.header, line.body);
    return hash('sha256', this.#scratch.subarray(0, length), 'binary');
  }

  #nextChain(own: string, { seq, recvAt }: EntryLine): string {
    const link = this.#link;
    link.write(this.#chain, 1, 'latin1');
    link.write(own, 33, 'latin1');
    writeCount(link, seq, 65);
    writeCount(link, recvAt, 73);
    return hash('sha256', link, 'binary');
  }

  #nextOutcomes(standing: string): string {
    this.#scratch[0] = 0x05;
    this.#scratch.write(this.#outcomes, 1, 'latin1');
    const length = this.#scratch.write(standing, 33, 'latin1');
    return hash('sha256', this.#scratch.subarray(0, 33 + length), 'binary');
  }

  #makeRoom(length: number): void {
    if (length > this.#scratch.length) this.#scratch = Buffer.alloc(length * 2);
  }
}

/** Eight octets, the highest first. */
function writeCount(octets: Buffer, count: number, at: number): void {
  octets.writeUInt32BE(Math.floor(count / 2 ** 32), at);
  octets.writeUInt32BE(count >>> 0, at + 4);
}

function hexOf(digest: string): string {
  return Buffer.from(digest, 'latin1').toString('hex');
}
