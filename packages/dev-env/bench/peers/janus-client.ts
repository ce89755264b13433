import * as v from 'valibot';

const MessageSchema = v.looseObject({
  janus: v.string(),
  sender: v.optional(v.number()),
  data: v.optional(v.object({ id: v.number() })),
  plugindata: v.optional(v.looseObject({ data: v.looseObject({ error: v.optional(v.string()) }) })),
  jsep: v.optional(v.object({ type: v.string(), sdp: v.string() })),
});
type Message = v.InferOutput<typeof MessageSchema>;

/** Watches mountpoints of Janus' streaming plugin over its HTTP interface. */
export class JanusClient {
  readonly #url: string;
  readonly #session: number;
  #closed = false;
  #heard: Message[] = [];
  #wake = () => {};

  static async open(url: string): Promise<JanusClient> {
    const created = await post(url, { janus: 'create' });
    const client = new JanusClient(url, created.data?.id ?? 0);
    void client.#listen();
    return client;
  }

  private constructor(url: string, session: number) {
    this.#url = url;
    this.#session = session;
  }

  async attach(): Promise<number> {
    const attached = await post(`${this.#url}/${this.#session}`, {
      janus: 'attach',
      plugin: 'janus.plugin.streaming',
    });
    return attached.data?.id ?? 0;
  }

  /** The mountpoint's offer. */
  async watch(handle: number, mountpoint: number): Promise<string> {
    await this.#say(handle, { request: 'watch', id: mountpoint });
    return (await this.#hear(handle, (message) => message.jsep?.type === 'offer')).jsep?.sdp ?? '';
  }

  async start(handle: number, answer: string): Promise<void> {
    await this.#say(handle, { request: 'start' }, { type: 'answer', sdp: answer });
  }

  /** Goes over to another mountpoint on the same connection. */
  async switchTo(handle: number, mountpoint: number): Promise<void> {
    await this.#say(handle, { request: 'switch', id: mountpoint });
  }

  async close(): Promise<void> {
    this.#closed = true;
    await post(`${this.#url}/${this.#session}`, { janus: 'destroy' });
  }

  async #say(handle: number, body: object, jsep?: object): Promise<void> {
    const message = { janus: 'message', body, ...(jsep === undefined ? {} : { jsep }) };
    await post(`${this.#url}/${this.#session}/${handle}`, message);
  }

  async #hear(handle: number, isMeant: (message: Message) => boolean): Promise<Message> {
    for (;;) {
      for (const [at, message] of this.#heard.entries()) {
        const error = message.plugindata?.data.error;
        if (message.sender === handle && error !== undefined) throw new Error(`Janus: ${error}`);
        if (message.sender !== handle || !isMeant(message)) continue;
        this.#heard.splice(at, 1);
        return message;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async #listen(): Promise<void> {
    while (!this.#closed) {
      try {
        const response = await fetch(`${this.#url}/${this.#session}?maxev=5`);
        this.#heard.push(...v.parse(v.array(MessageSchema), await response.json()));
        this.#wake();
      } catch {
        // The session was destroyed, or Janus stopped.
        return;
      }
    }
  }
}

async function post(url: string, body: object): Promise<Message> {
  const response = await fetch(url, {
    method: 'POST',
    body: JSON.stringify({ ...body, transaction: Math.random().toString(36).slice(2) }),
  });
  const message = v.parse(MessageSchema, await response.json());
  if (message.janus === 'error') throw new Error(`Janus refuses: ${JSON.stringify(message)}`);
  return message;
}
