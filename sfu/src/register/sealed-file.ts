import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { mkdir, open, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { StartError } from '../config/config.ts';
import { isMissing, syncFolder } from '../files/append-file.ts';

/** Format: magic and version, 12 octets of nonce, 16 of tag, then the AES-256-GCM ciphertext. The header is authenticated. */
const header = Buffer.from('TRUCSEAL\x01', 'latin1');
const nonceLength = 12;
const tagLength = 16;
const keyLength = 32;

/** A file that only the holder of the key can read or change without being noticed. Writes replace it whole, or not at all. */
export class SealedFile {
  readonly #path: string;
  readonly #key: Buffer;

  /** Makes the key when there is none yet. */
  static async open(path: string, keyPath: string): Promise<SealedFile> {
    return new SealedFile(path, await loadKey(keyPath));
  }

  private constructor(path: string, key: Buffer) {
    this.#path = path;
    this.#key = key;
  }

  /** @throws StartError when the seal is broken. Nothing when the file does not exist. */
  async read(): Promise<string | undefined> {
    const sealed = await this.#readSealed();
    if (sealed === undefined) return undefined;
    const bodyAt = header.length + nonceLength + tagLength;
    if (sealed.length < bodyAt || !sealed.subarray(0, header.length).equals(header)) throw this.#broken();
    const decipher = createDecipheriv(
      'aes-256-gcm',
      this.#key,
      sealed.subarray(header.length, header.length + nonceLength),
    );
    decipher.setAAD(header);
    decipher.setAuthTag(sealed.subarray(header.length + nonceLength, bodyAt));
    try {
      return Buffer.concat([decipher.update(sealed.subarray(bodyAt)), decipher.final()]).toString('utf8');
    } catch {
      // The cipher says no more than that; neither do we.
      throw this.#broken();
    }
  }

  async write(text: string): Promise<void> {
    const nonce = randomBytes(nonceLength);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce);
    cipher.setAAD(header);
    const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const temporary = `${this.#path}.${process.pid}.new`;
    const handle = await open(temporary, 'w', 0o600);
    try {
      await handle.writeFile(Buffer.concat([header, nonce, cipher.getAuthTag(), body]));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, this.#path);
    await syncFolder(dirname(this.#path));
  }

  async #readSealed(): Promise<Buffer | undefined> {
    try {
      return await readFile(this.#path);
    } catch (error) {
      if (isMissing(error)) return undefined;
      throw error;
    }
  }

  #broken(): StartError {
    return new StartError('file_unusable', `TRUC_SFU_KEY_FILE: ${this.#path} cannot be opened with this key`);
  }
}

async function loadKey(path: string): Promise<Buffer> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  try {
    await writeFile(path, `${randomBytes(keyLength).toString('base64url')}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'base64url');
  if (key.length !== keyLength)
    throw new StartError('file_unusable', `TRUC_SFU_KEY_FILE: ${path} holds no key of 32 octets`);
  return key;
}
