import { createHash, createHmac } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Clock } from '@truc/base';
import type { UpAnswer } from '@truc/media/signalling';
import { StartError } from '../config/config.ts';
import type { TurnConfig } from '../config/config.ts';

export type TurnAnswer = UpAnswer<'turn'>;

/** Long enough for a viewer to renew at half of it, short enough that one who has left relays nothing for long. */
export const turnLifeMs = 10 * 60 * 1_000;

const noTurn: TurnAnswer = { servers: [], expiresAt: 0 };

/**
 * Gives the viewers of joined sessions the province's TURN servers, each with a name and a password of its own that end by
 * themselves: the shared-secret scheme of coturn (`use-auth-secret`), so that the two programs need no line between them.
 */
export class TurnDesk {
  readonly #urls: readonly string[];
  readonly #secret: string;
  readonly #clock: Clock;

  /** @throws StartError when the secret cannot be read or is too short to be one. */
  static async open(config: TurnConfig | undefined, clock: Clock): Promise<TurnDesk> {
    if (config === undefined) return new TurnDesk({ urls: [], secret: '', clock });
    return new TurnDesk({ urls: config.urls, secret: await readSecret(config.secretFile), clock });
  }

  private constructor(parts: { urls: readonly string[]; secret: string; clock: Clock }) {
    this.#urls = parts.urls;
    this.#secret = parts.secret;
    this.#clock = parts.clock;
  }

  /** `session` is the secret of a joined session: a digest of it in the name lets the relay's log be read beside ours. */
  serversFor(session: string): TurnAnswer {
    if (this.#urls.length === 0) return noTurn;
    const expiresAt = this.#clock.now() + turnLifeMs;
    const whose = createHash('sha256').update(session).digest('hex').slice(0, 12);
    const username = `${Math.floor(expiresAt / 1_000)}:${whose}`;
    const credential = createHmac('sha1', this.#secret).update(username).digest('base64');
    return { servers: [{ urls: [...this.#urls], username, credential }], expiresAt };
  }
}

async function readSecret(file: string): Promise<string> {
  const problem = (what: string) => new StartError('file_unusable', `TRUC_TURN_SECRET_FILE: ${file} ${what}`);
  const secret = await readFile(file, 'utf8').then(
    (text) => text.trim(),
    () => {
      throw problem('cannot be read');
    },
  );
  if (secret.length < 32) throw problem('holds fewer than 32 characters');
  return secret;
}
