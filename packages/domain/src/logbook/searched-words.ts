import * as v from 'valibot';
import { adoptedKind, AdoptedSchema } from '../quarantine/quarantine.ts';
import { readAmendment } from './corrections.ts';
import { entryKinds } from './logbook.ts';

/** What of an operation in a post's book is searched, and the operation that it stands under where it amends one. */
export type SearchedWords = {
  /** Of the entry as readers know it: an adopted one goes by its author's operation. */
  readonly opId: string;
  readonly text: string;
  readonly target: string | null;
};

type Written = { readonly opId: string; readonly kind: string; readonly v: number; readonly body: string };

const HeaderSchema = v.object({ opId: v.string(), kind: v.string(), v: v.number() });

/** Null where there are no words of a person, or none that can be read here. */
export function searchedWords({ opId, kind, v: version, body }: Written): SearchedWords | null {
  if (kind === adoptedKind) return adoptedWords(body);
  const amendment = readAmendment(kind, version, body);
  if (amendment !== null) {
    const text = [amendment.text, amendment.reason].filter((part) => part !== null).join('\n');
    return { opId, text, target: amendment.target };
  }
  const reading = kind === entryKinds.kind ? entryKinds.read(version, body) : null;
  return reading?.status === 'read' ? { opId, text: reading.event.text, target: null } : null;
}

function adoptedWords(body: string): SearchedWords | null {
  const adopted = v.safeParse(AdoptedSchema, parseJson(body));
  if (!adopted.success) return null;
  const { h, b } = adopted.output.op;
  const header = v.safeParse(HeaderSchema, parseJson(h));
  // What was adopted once is not adopted again out of itself.
  if (!header.success || header.output.kind === adoptedKind) return null;
  return searchedWords({ ...header.output, body: b });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // No schema takes undefined.
    return undefined;
  }
}
