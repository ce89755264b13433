/** Reads the lines between the blocks, strictly: a spine of another form is no export. Blocks are skipped. */
import { createHash } from 'node:crypto';
import { lineLimit } from '../export/export-format.ts';
import { FaultFound } from './fault.ts';
import type { OctetSource } from './octet-source.ts';

export type SpineBlock = {
  readonly offset: number;
  readonly from: number;
  readonly count: number;
  readonly octets: number;
  readonly digest: string;
  readonly chain: string;
  readonly outcomes: string;
};
export type SpineScope = {
  readonly offset: number;
  readonly scope: string;
  readonly born: number;
  readonly head: number;
  readonly blocks: SpineBlock[];
};
export type SpineRecord = {
  readonly offset: number;
  readonly index: number;
  readonly proof: readonly string[];
  readonly text: string;
};
export type SpineSegment = {
  readonly offset: number;
  readonly dev: string;
  readonly inst: number;
  readonly from: number;
  readonly to: number;
  readonly hash: string;
  readonly sig: string;
};
export type Spine = {
  readonly key: string;
  readonly note: string;
  readonly tree: 'full' | 'part';
  readonly records: readonly SpineRecord[];
  readonly segments: readonly SpineSegment[];
  readonly scopes: readonly SpineScope[];
  readonly end: { readonly scopes: number; readonly entries: number; readonly at: number };
  /** SHA-256 of all that stands before the manifest and in no block. */
  readonly digest: Buffer;
  readonly manifest: string;
  readonly manifestOffset: number;
};

/** @throws FaultFound */
export function readSpine(source: OctetSource): Spine {
  const reader = new SpineReader(source);
  reader.expect(/^truc-evidence 1$/);
  const [, key = ''] = reader.expect(/^key (\S+)$/);
  const note = reader.text(reader.expect(/^note (\d{1,5})$/));
  const [, tree] = reader.expect(/^tree (full|part)$/);
  const records = reader.all(
    /^record (\d{1,15}) -((?: [\w-]{43}){0,64})$/,
    ([, index = '', proof = ''], offset) => ({
      offset,
      index: Number(index),
      proof: proof.split(' ').slice(1),
      text: reader.line(),
    }),
  );
  const segments = reader.all(
    /^segment ([0-9a-f-]{36}) (\d{1,9}) (\d{1,15}) (\d{1,15}) ([0-9a-f]{64}) ([\w-]{1,256})$/,
    ([, dev = '', inst = '', from = '', to = '', hash = '', sig = ''], offset) => ({
      ...{ offset, dev, inst: Number(inst), from: Number(from), to: Number(to), hash, sig },
    }),
  );
  const scopes = reader.all(
    /^scope (\S{1,90}) (\d{1,15}) (\d{1,15})$/,
    ([, scope = '', born = '', head = ''], offset) => ({
      ...{ offset, scope, born: Number(born), head: Number(head), blocks: reader.blocks() },
    }),
  );
  const [, scopeCount = '', entries = '', at = ''] = reader.expect(/^end (\d{1,15}) (\d{1,15}) (\d{1,15})$/);
  const digest = reader.digest();
  const manifestOffset = reader.at;
  const manifest = reader.text(reader.expect(/^manifest (\d{1,5})$/));
  if (reader.at !== source.size) reader.fail('something stands behind the end');
  const end = { scopes: Number(scopeCount), entries: Number(entries), at: Number(at) };
  const parts = { key, note, tree: tree === 'full' ? ('full' as const) : ('part' as const) };
  return { ...parts, records, segments, scopes, end, digest, manifest, manifestOffset };
}

const bufferOctets = 256 * 1024;

class SpineReader {
  readonly #source: OctetSource;
  readonly #hash = createHash('sha256');
  #held: Buffer = Buffer.alloc(0);
  #heldAt = 0;
  at = 0;

  constructor(source: OctetSource) {
    this.#source = source;
  }

  fail(what: string, offset = this.at): never {
    throw new FaultFound({ offset, scope: null, seq: null, what });
  }

  line(): string {
    const text = this.peek();
    this.#take(Buffer.byteLength(text) + 1);
    return text;
  }

  /** The next line, which must have this form. */
  expect(form: RegExp): RegExpExecArray {
    const offset = this.at;
    const found = form.exec(this.line());
    return found ?? this.fail(`no line of the form ${form.source.slice(1, 24)}`, offset);
  }

  /** As many lines of this form as follow. */
  all<T>(form: RegExp, read: (found: RegExpExecArray, offset: number) => T): T[] {
    const list: T[] = [];
    for (;;) {
      const offset = this.at;
      const found = this.at < this.#source.size ? form.exec(this.peek()) : null;
      if (found === null) return list;
      this.line();
      list.push(read(found, offset));
    }
  }

  blocks(): SpineBlock[] {
    return this.all(
      /^block (\d{1,15}) (\d{1,7}) (\d{1,9}) ([0-9a-f]{64}) ([0-9a-f]{64}) ([0-9a-f]{64})$/,
      ([, from = '', count = '', octets = '', digest = '', chain = '', outcomes = '']) => {
        const size = { from: Number(from), count: Number(count), octets: Number(octets) };
        const block = { offset: this.at, ...size, digest, chain, outcomes };
        if (this.at + block.octets > this.#source.size) this.fail('the file ends within a block');
        this.at += block.octets;
        return block;
      },
    );
  }

  /** A text whose length the line before has named. */
  text([, length = '']: RegExpExecArray): string {
    const octets = this.#fill(Number(length));
    if (octets.length < Number(length)) this.fail('the file ends within a text');
    const text = octets.subarray(0, Number(length)).toString();
    if (Buffer.byteLength(text) !== Number(length)) this.fail('a text that is no UTF-8');
    this.#take(Number(length));
    return text;
  }

  digest(): Buffer {
    return this.#hash.copy().digest();
  }

  peek(): string {
    const octets = this.#fill(lineLimit * 2);
    const end = octets.indexOf(10);
    if (end < 0 || end > lineLimit * 2) this.fail('a line without its end');
    const text = octets.subarray(0, end).toString();
    if (Buffer.byteLength(text) !== end) this.fail('a line that is no UTF-8');
    return text;
  }

  #take(length: number): void {
    this.#hash.update(this.#fill(length).subarray(0, length));
    this.at += length;
  }

  #fill(length: number): Buffer {
    const start = this.at - this.#heldAt;
    if (start < 0 || start + length > this.#held.length) {
      this.#held = this.#source.read(this.at, Math.max(length, Math.min(bufferOctets, length * 8)));
      this.#heldAt = this.at;
    }
    return this.#held.subarray(this.at - this.#heldAt);
  }
}
