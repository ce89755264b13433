/** The tablet's own fingerprint reader or camera, by WebAuthn's PRF extension. Asks no server: it is no way to sign in. */
import { failure, ok, type Failure, type Result } from '@truc/base';
import { toBase64Url } from '@truc/sync/protocol';
import { randomOctets, type Octets } from './aes.ts';

/** `cancelled`: the person, or the time, ended it. `no_prf`: this tablet's passkeys make no keys. */
export type PasskeyFailure = Failure<'cancelled' | 'no_prf'>;

/** What names a passkey and asks it for its secret: nothing here opens anything. */
export type PasskeyName = { readonly credential: Octets; readonly salt: Octets };

export interface Passkeys {
  /** Whether this tablet may have what it takes; only making one tells for certain. */
  isAvailable(): Promise<boolean>;
  /** Makes a passkey of this tablet. `output`: 32 octets that it answers to `salt`, and always will. */
  create(owner: {
    readonly person: string;
    readonly name: string;
  }): Promise<Result<PasskeyName & { readonly output: Octets }, PasskeyFailure>>;
  /** Verifies the person, and answers the 32 octets. */
  ask(name: PasskeyName): Promise<Result<Octets, PasskeyFailure>>;
  /** Tells the tablet that this passkey opens nothing any more, where the browser can. */
  retire(name: PasskeyName): Promise<void>;
}

const patienceMs = 60_000;

export const browserPasskeys: Passkeys = {
  async isAvailable() {
    // An address in place of a name cannot hold a passkey (WebAuthn: a relying party is a domain).
    if (!('PublicKeyCredential' in globalThis) || !/[a-z]$/i.test(location.hostname)) return false;
    if (!(await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable())) return false;
    if (!('getClientCapabilities' in PublicKeyCredential)) return true;
    return (await PublicKeyCredential.getClientCapabilities())['extension:prf'] !== false;
  },
  async create({ person, name }) {
    const salt = randomOctets(32);
    const made = await answered(() => navigator.credentials.create({ publicKey: wish(person, name, salt) }));
    if (!made.ok) return made;
    const { id, output, hasPrf } = made.value;
    if (!hasPrf) return failure('no_prf');
    // Some answer at once, others only when they are asked.
    const asked = output === null ? await browserPasskeys.ask({ credential: id, salt }) : ok(output);
    return asked.ok ? ok({ credential: id, salt, output: asked.value }) : asked;
  },
  async ask({ credential, salt }) {
    const publicKey: PublicKeyCredentialRequestOptions = {
      challenge: randomOctets(32),
      allowCredentials: [{ type: 'public-key', id: credential, transports: ['internal'] }],
      userVerification: 'required',
      timeout: patienceMs,
      extensions: { prf: { eval: { first: salt } } },
    };
    const got = await answered(() => navigator.credentials.get({ publicKey }));
    if (!got.ok) return got;
    return got.value.output === null ? failure('no_prf') : ok(got.value.output);
  },
  async retire({ credential }) {
    if (!('PublicKeyCredential' in globalThis) || !('signalUnknownCredential' in PublicKeyCredential)) return;
    const credentialId = toBase64Url(credential);
    await PublicKeyCredential.signalUnknownCredential({ rpId: location.hostname, credentialId });
  },
};

function wish(person: string, name: string, salt: Octets): PublicKeyCredentialCreationOptions {
  return {
    rp: { name: 'Trực' },
    // The handle says nothing of the person; what he reads when he is asked is his name.
    user: { id: randomOctets(16), name: person, displayName: name },
    // Nobody verifies a signature: what counts is the secret.
    challenge: randomOctets(32),
    pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
    authenticatorSelection: {
      authenticatorAttachment: 'platform',
      residentKey: 'required',
      userVerification: 'required',
    },
    timeout: patienceMs,
    extensions: { prf: { eval: { first: salt } } },
  };
}

type Answer = { readonly id: Octets; readonly output: Octets | null; readonly hasPrf: boolean };

async function answered(ask: () => Promise<Credential | null>): Promise<Result<Answer, PasskeyFailure>> {
  try {
    const credential = await ask();
    if (!(credential instanceof PublicKeyCredential)) return failure('cancelled');
    const { prf } = credential.getClientExtensionResults();
    const first = prf?.results?.first;
    const output = first === undefined ? null : octetsOf(first);
    return ok({
      id: new Uint8Array(credential.rawId),
      output,
      hasPrf: output !== null || prf?.enabled === true,
    });
  } catch (cause) {
    // WebAuthn tells a page no more than that, lest it learn who has which passkey.
    return failure('cancelled', cause instanceof Error ? cause.name : String(cause));
  }
}

function octetsOf(source: BufferSource): Octets {
  const view = ArrayBuffer.isView(source) ? source : new Uint8Array(source);
  return new Uint8Array(new Uint8Array(view.buffer, view.byteOffset, view.byteLength));
}
