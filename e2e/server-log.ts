import type { Page } from '@playwright/test';
import { protocolVersion, PullResponseSchema, type Leaf } from '@truc/sync/protocol';

const budgetBytes = 1024 * 1024;
const nothing = '0'.repeat(64);

/**
 * What the server itself holds of a post's log, from its beginning, in its order: texts of the entries that begin with
 * `prefix`. Asked as the person of `page`, whose own stores have no part in it.
 */
export async function textsOnServer(page: Page, post: string, prefix: string): Promise<string[]> {
  const leaves: Leaf[] = [];
  let cursor = { scope: `post:${post}`, epoch: 0, seq: 0, chain: nothing };
  for (let more = true; more;) {
    const answer = await pull(page, cursor);
    const [delta] = answer.scopes;
    if (delta === undefined) return [];
    leaves.push(...delta.leaves);
    more = delta.more;
    cursor = { ...cursor, epoch: delta.epoch, seq: leaves.length, chain: delta.chain };
  }
  const numbers = leaves.map(({ seq }) => seq);
  if (numbers.some((seq, at) => seq !== at + 1))
    throw new Error(`the log is not dense: ${numbers.join(' ')}`);
  return leaves.map(textOf).filter((text) => text.startsWith(prefix));
}

async function pull(page: Page, cursor: object) {
  const request = { v: protocolVersion, cursors: [cursor], budgetBytes, witness: null };
  const answer: unknown = await page.evaluate(async (body) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch('/api/sync/pull', { method: 'POST', headers, body: JSON.stringify(body) });
    return (await response.json()) as unknown;
  }, request);
  const parsed = await PullResponseSchema['~standard'].validate(answer);
  if (parsed.issues) throw new Error(`The server answered ${JSON.stringify(answer)}`);
  return parsed.value;
}

function textOf({ op }: Leaf): string {
  const body: unknown = JSON.parse(op.b);
  const text = typeof body === 'object' && body !== null && 'text' in body ? body.text : '';
  return typeof text === 'string' ? text : '';
}
