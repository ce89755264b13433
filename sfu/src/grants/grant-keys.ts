import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { compactVerify, createLocalJWKSet, decodeProtectedHeader } from 'jose';
import type { JSONWebKeySet, JWK } from 'jose';
import type { Logger } from 'pino';
import * as v from 'valibot';

/** Public keys only are read: a private part in the file is dropped unread. */
const KeySetSchema = v.object({
  keys: v.pipe(
    v.array(
      v.object({
        kty: v.literal('OKP'),
        crv: v.literal('Ed25519'),
        x: v.string(),
        kid: v.optional(v.string()),
      }),
    ),
    v.minLength(1),
  ),
});

const pollIntervalMs = 500;
/** An unknown key id makes the file be read again, but not more often than this. */
const reloadIntervalMs = 1_000;

/** The keys by which the server signs viewing grants, read from the file that it keeps for the SFU. */
export class GrantKeys {
  readonly #file: string;
  readonly #log: Logger;
  #keys: JSONWebKeySet = { keys: [] };
  /** Of this run alone, in no file. */
  readonly #own: JWK[] = [];
  #loadedAt = -Infinity;
  #closed = false;

  constructor(file: string, log: Logger) {
    this.#file = file;
    this.#log = log;
  }

  get ready(): boolean {
    return this.#keys.keys.length > 0;
  }

  /** Resolves when the server has put its keys there. */
  async load(): Promise<void> {
    let told = false;
    while (!this.#closed && !(await this.#reload())) {
      if (!told) this.#log.info({ file: this.#file }, 'waiting for the keys of viewing grants');
      told = true;
      await delay(pollIntervalMs, undefined, { ref: false });
    }
  }

  /** Takes what this SFU signs by its own hand, too. */
  addOwn(key: JWK): void {
    this.#own.push(key);
  }

  /** The claims of a grant signed with Ed25519 by one of the keys, when they are of that kind; or nothing. */
  async verify<Claims>(token: string, schema: v.GenericSchema<unknown, Claims>): Promise<Claims | undefined> {
    const kid = keyId(token);
    if (kid !== undefined && !this.#known.some((key) => key.kid === kid)) await this.#reloadOnce();
    try {
      const { payload } = await compactVerify(token, createLocalJWKSet({ keys: this.#known }), {
        algorithms: ['EdDSA', 'Ed25519'],
      });
      const claims = v.safeParse(schema, JSON.parse(new TextDecoder().decode(payload)));
      return claims.success ? claims.output : undefined;
    } catch {
      // Whatever is wrong with a stranger's token is answered with one refusal: details would only help to forge.
      return undefined;
    }
  }

  close(): void {
    this.#closed = true;
  }

  get #known(): JWK[] {
    return [...this.#keys.keys, ...this.#own];
  }

  async #reloadOnce(): Promise<void> {
    if (performance.now() - this.#loadedAt >= reloadIntervalMs) await this.#reload();
  }

  async #reload(): Promise<boolean> {
    this.#loadedAt = performance.now();
    try {
      const parsed = v.safeParse(KeySetSchema, JSON.parse(await readFile(this.#file, 'utf8')));
      if (!parsed.success) {
        this.#log.warn({ file: this.#file }, 'the file of grant keys holds no Ed25519 key set');
        return false;
      }
      this.#keys = {
        keys: parsed.output.keys.map(({ kid, ...key }) => (kid === undefined ? key : { ...key, kid })),
      };
      return true;
    } catch (error) {
      // Not there yet, or half written: the caller tries again.
      this.#log.debug({ err: error }, 'grant keys are not readable');
      return false;
    }
  }
}

function keyId(token: string): string | undefined {
  try {
    return decodeProtectedHeader(token).kid;
  } catch {
    // Not a token at all: verification says so.
    return undefined;
  }
}
