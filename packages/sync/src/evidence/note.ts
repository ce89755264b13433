/**
 * Signed notes as C2SP writes them (signed-note, tlog-cosignature): a text, an empty line, and one line for each signature.
 *
 *     — <name> <base64 of key id (4 octets) and signature>
 */
import type { Sha256 } from '@truc/sync/protocol';
import { concat, fromBase64, isSame, toBase64 } from './octets.ts';

/** `ed25519`: over the note's text. `cosignature`: a witness's, over a time and the text. */
export type KeyKind = 'ed25519' | 'cosignature';
export type NoteKey = {
  readonly kind: KeyKind;
  readonly name: string;
  readonly id: Uint8Array;
  /** 32 octets. */
  readonly publicKey: Uint8Array;
};
export type NoteSignature = {
  readonly name: string;
  readonly id: Uint8Array;
  /** What follows the key's id: 64 octets of signature, after 8 octets of time for a cosignature. */
  readonly octets: Uint8Array;
};
/** `text` ends with a line feed. */
export type SignedNote = { readonly text: string; readonly signatures: readonly NoteSignature[] };

/** Ed25519, at whatever the platform offers for it. */
export type VerifyEd25519 = (check: {
  readonly publicKey: Uint8Array;
  readonly message: Uint8Array;
  readonly signature: Uint8Array;
}) => boolean | Promise<boolean>;
export type SignEd25519 = (message: Uint8Array) => Uint8Array;

const utf8 = new TextEncoder();
const kindOctet = { ed25519: 0x01, cosignature: 0x04 } as const satisfies Record<KeyKind, number>;
const namePattern = /^[^\s+\p{Cc}]{1,128}$/u;
const signatureLimit = 16;
const noteLimit = 16 * 1024;

export function noteKey(
  sha256: Sha256,
  { kind, name, publicKey }: Pick<NoteKey, 'kind' | 'name' | 'publicKey'>,
): NoteKey {
  const material = concat([utf8.encode(`${name}\n`), Uint8Array.of(kindOctet[kind]), publicKey]);
  return { kind, name, publicKey, id: sha256(material).slice(0, 4) };
}

/** `name+id+key`, the one line by which a key is given to others. */
export function writeVerifierKey({ kind, name, id, publicKey }: NoteKey): string {
  return `${name}+${hexOf(id)}+${toBase64(concat([Uint8Array.of(kindOctet[kind]), publicKey]))}`;
}

/** Null unless it is a line that `writeVerifierKey` writes. */
export function readVerifierKey(sha256: Sha256, line: string): NoteKey | null {
  const [name = '', , ...rest] = line.split('+');
  const octets = fromBase64(rest.join('+'));
  if (octets?.length !== 33 || !namePattern.test(name)) return null;
  const kind = octets[0] === kindOctet.ed25519 ? 'ed25519' : 'cosignature';
  const key = noteKey(sha256, { kind, name, publicKey: octets.slice(1) });
  return writeVerifierKey(key) === line ? key : null;
}

export function writeNote({ text, signatures }: SignedNote): string {
  return `${text}\n${signatures.map(signatureLine).join('')}`;
}

export function signatureLine({ name, id, octets }: NoteSignature): string {
  return `— ${name} ${toBase64(concat([id, octets]))}\n`;
}

/** Null unless it is, octet for octet, what `writeNote` writes. */
export function readNote(note: string): SignedNote | null {
  if (note.length > noteLimit) return null;
  const border = note.lastIndexOf('\n\n');
  if (border < 1) return null;
  const text = note.slice(0, border + 1);
  const lines = note.slice(border + 2).split('\n');
  if (lines.pop() !== '' || lines.length === 0 || lines.length > signatureLimit) return null;
  const signatures = lines.map(readSignatureLine).filter((one) => one !== null);
  const read = { text, signatures };
  return signatures.length === lines.length && writeNote(read) === note ? read : null;
}

export function readSignatureLine(line: string): NoteSignature | null {
  const [, name = '', base64 = ''] = /^— (\S+) (\S+)$/.exec(line) ?? [];
  const octets = fromBase64(base64);
  if (octets === null || octets.length < 5 || !namePattern.test(name)) return null;
  return { name, id: octets.slice(0, 4), octets: octets.slice(4) };
}

export function signNote(text: string, key: NoteKey, sign: SignEd25519): NoteSignature {
  return { name: key.name, id: key.id, octets: sign(utf8.encode(text)) };
}

/** A witness's signature: "I have seen this text at that time, and it goes on from all that I saw before." */
export function cosignNote(
  text: string,
  { key, seconds, sign }: { readonly key: NoteKey; readonly seconds: number; readonly sign: SignEd25519 },
): NoteSignature {
  const time = new DataView(new ArrayBuffer(8));
  time.setBigUint64(0, BigInt(seconds));
  const octets = concat([new Uint8Array(time.buffer), sign(cosigned(text, BigInt(seconds)))]);
  return { name: key.name, id: key.id, octets };
}

/** Whether one of the note's signatures is this key's and right. A false one under its name and id makes the note bad. */
export async function isSignedBy(note: SignedNote, key: NoteKey, verify: VerifyEd25519): Promise<boolean> {
  const own = note.signatures.filter(({ name, id }) => name === key.name && isSame(id, key.id));
  if (own.length !== 1) return false;
  const [{ octets }] = own as [NoteSignature];
  const timeOctets = key.kind === 'cosignature' ? 8 : 0;
  if (octets.length !== timeOctets + 64) return false;
  const signature = octets.slice(timeOctets);
  const message =
    key.kind === 'cosignature'
      ? cosigned(note.text, new DataView(octets.slice(0, 8).buffer).getBigUint64(0))
      : utf8.encode(note.text);
  return verify({ publicKey: key.publicKey, message, signature });
}

function cosigned(text: string, seconds: bigint): Uint8Array {
  return utf8.encode(`cosignature/v1\ntime ${seconds}\n${text}`);
}

function hexOf(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}
