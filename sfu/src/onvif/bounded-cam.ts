import { createHash, randomBytes } from 'node:crypto';
import type { Clock, Timers } from '@truc/base';
import { chooseChallenge, createAuthorizer } from '@truc/sfu/digest';
import type { Authorizer, Credentials } from '@truc/sfu/digest';
import onvif from 'onvif';
import { linerase, parseSOAPString } from 'onvif/lib/utils.js';
import { tokenMark } from './answers.ts';
import { isOvergrown } from './measure-xml.ts';
import type { OnvifDeviceOptions } from './device-port.ts';
import { SoapError, SoapTransport } from './soap-transport.ts';
import type { SoapAnswer } from './soap-transport.ts';

/** The library's own words for a question; `service` names an entry of what the device answered to GetServices. */
type LibraryRequest = {
  readonly service?: string;
  readonly url?: { readonly path?: string | null };
  readonly body: string;
};
type LibraryCallback = (error: Error | null, data?: unknown, xml?: string, status?: number) => void;

const questionDeadlineMs = 5_000;
/** A pull of events may be held back by the device for a minute. */
const pullDeadlineMs = 75_000;
const pathLimit = 1_024;
const namespaceLeftovers = 16;
const xmlLimits = { parts: 16_000, depth: 64, text: 64 * 1024 };

/**
 * The `onvif` library writes the questions and reads the answers; it never touches the network. Its one way out is replaced
 * by our transport, which knows one host, one deadline and one greatest size, and reads no answer with a document type.
 */
export class BoundedCam extends onvif.Cam {
  readonly #clock: Clock;
  readonly #transport: SoapTransport;
  readonly #devicePath: string;
  readonly #account: Credentials | undefined;
  readonly #deadlineMs: number;
  #authorizer: Authorizer | undefined;
  /** The device's clock minus ours: its protection against replays reads our messages by its own clock. */
  clockOffsetMs = 0;

  constructor(options: OnvifDeviceOptions, ports: { readonly clock: Clock; readonly timers: Timers }) {
    const endpoint = new URL(options.url);
    const { username, password = '' } = options;
    super({
      hostname: endpoint.hostname,
      ...(username === undefined ? {} : { username, password }),
      autoconnect: false,
    });
    this.#clock = ports.clock;
    this.#transport = new SoapTransport(endpoint, ports.timers);
    this.#deadlineMs = options.deadlineMs ?? questionDeadlineMs;
    this.#devicePath = `${endpoint.pathname}${endpoint.search}`;
    this.#account = username === undefined ? undefined : { username, password };
  }

  close(): void {
    this.#transport.close();
  }

  /** Profile G's search, which the library has no words for. */
  askSearch(body: string, callback: (error: unknown, data?: unknown) => void): void {
    const message = `${this._envelopeHeader()}${body}</s:Body></s:Envelope>`;
    this._request({ service: 'search', body: message }, (error, data) =>
      callback(error, error === null ? linerase(data) : undefined),
    );
  }

  /** The library's way out. */
  _request(options: LibraryRequest, callback: LibraryCallback): void {
    this.#exchange(options).then(
      ({ text, status }) =>
        read({ text, status }, (error, data) => callback.call(this, error, data, text, status)),
      (error: Error) => callback.call(this, error, undefined, '', 0),
    );
  }

  /** Head of every message: WS-UsernameToken with the password's digest, stamped by the device's clock. */
  _envelopeHeader(isOpen?: boolean): string {
    const head =
      '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:a="http://www.w3.org/2005/08/addressing"><s:Header>';
    const security =
      this.#account === undefined ? '' : usernameToken(this.#account, this.#clock.now() + this.clockOffsetMs);
    return `${head}${security}${isOpen === true ? '' : '</s:Header><s:Body>'}`;
  }

  async #exchange(options: LibraryRequest): Promise<SoapAnswer> {
    const isPull = options.body.includes('<PullMessages');
    const question = {
      path: this.#pathOf(options),
      action: actionOf(options.body),
      body: options.body,
      deadlineMs: isPull ? pullDeadlineMs : this.#deadlineMs,
    };
    const first = await this.#transport.post({ ...question, ...this.#authorize(question.path) });
    if (first.status !== 401 || this.#account === undefined) return admitted(first);
    // Kept for the questions that follow: a movement does not wait for a second round.
    this.#authorizer = this.#answerChallenge(first.challenges, this.#account);
    return admitted(await this.#transport.post({ ...question, ...this.#authorize(question.path) }));
  }

  #answerChallenge(challenges: readonly string[], account: Credentials): Authorizer {
    const challenge = chooseChallenge(challenges);
    // Basic would show the password to the line, and no device of today asks for it alone.
    if (challenge?.scheme !== 'digest') throw new SoapError('auth_refused');
    return createAuthorizer(challenge, account, () => randomBytes(8).toString('hex'));
  }

  #authorize(path: string): { readonly authorization?: string } {
    const header = this.#authorizer?.authorize({ method: 'POST', url: path });
    // Names with diacritics: a header's characters are octets, and those are UTF-8's.
    return header === undefined ? {} : { authorization: Buffer.from(header, 'utf8').toString('latin1') };
  }

  /** Only the path of an address that the device names: the host stays the register's. */
  #pathOf({ service, url }: LibraryRequest): string {
    const named = url ?? (service === undefined ? undefined : this.uri?.[service]);
    if (service !== undefined && named === undefined) throw new SoapError('not_supported');
    const path = named === undefined ? this.#devicePath : (named.path ?? '/');
    if (path.length > pathLimit || !/^\/[\x21-\x7e]*$/.test(path)) throw new SoapError('answer_unreadable');
    return path;
  }
}

function admitted(answer: SoapAnswer): SoapAnswer {
  if (answer.status === 401 || answer.status === 403) throw new SoapError('auth_refused');
  if (holdsDocumentType(answer.text)) throw new SoapError('answer_refused');
  return answer;
}

/**
 * What the library and its parser would take for ever over is refused before they see it. Namespaces are taken out by our
 * own linear rule: the library's would walk a hostile answer once for each of them.
 */
function read({ text, status }: Pick<SoapAnswer, 'text' | 'status'>, callback: LibraryCallback): void {
  const plain = keepTokens(text.replace(/\sxmlns(?::[\w.-]{1,64})?\s?=\s?(?:"[^"<]*"|'[^'<]*')/g, ''));
  if (
    plain.split('xmlns', namespaceLeftovers + 1).length > namespaceLeftovers ||
    isOvergrown(plain, xmlLimits)
  )
    return callback(new SoapError('answer_unreadable'));
  try {
    parseSOAPString(plain, callback, status);
  } catch {
    // Of a shape that the library did not foresee.
    callback(new SoapError('answer_unreadable'));
  }
}

/** The library makes 1 of a token `1.0`, and then it names nothing: with this before it, it stays text (`answers.ts`). */
function keepTokens(text: string): string {
  return text.replace(/(\stoken\s?=\s?["'])(?=-?\d)/g, `$1${tokenMark}`);
}

/** The body of an answer that came another way, as the library reads it; nothing when it cannot be read. */
export function readAnswer(text: string): unknown {
  let body: unknown;
  if (holdsDocumentType(text)) return undefined;
  read({ text, status: 200 }, (error, data) => (body = error === null ? linerase(data) : undefined));
  return body;
}

function holdsDocumentType(text: string): boolean {
  return /<!(?:DOCTYPE|ENTITY)/i.test(text);
}

/** `http://www.onvif.org/ver10/media/wsdl/GetProfiles`, from the first element of the body. */
function actionOf(body: string): string {
  const [, name = '', namespace = ''] = /<s:Body[^>]*><(\w+)[^>]*?xmlns="([^"]*)"/.exec(body) ?? [];
  return `${namespace}/${name}`;
}

function usernameToken(account: Credentials, nowMs: number): string {
  const nonce = randomBytes(16);
  const created = new Date(nowMs).toISOString();
  const digest = createHash('sha1').update(nonce).update(created).update(account.password).digest('base64');
  const names = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss';
  return (
    `<Security s:mustUnderstand="1" xmlns="${names}-wssecurity-secext-1.0.xsd"><UsernameToken>` +
    `<Username>${escapeXml(account.username)}</Username>` +
    `<Password Type="${names}-username-token-profile-1.0#PasswordDigest">${digest}</Password>` +
    `<Nonce EncodingType="${names}-soap-message-security-1.0#Base64Binary">${nonce.toString('base64')}</Nonce>` +
    `<Created xmlns="${names}-wssecurity-utility-1.0.xsd">${created}</Created></UsernameToken></Security>`
  );
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
