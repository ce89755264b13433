/** Two tones, again and again while something calls. Made, not fetched: it sounds without a network. */
const againMs = 4_000;
const tones = [
  { hz: 880, atS: 0, lengthS: 0.22 },
  { hz: 660, atS: 0.28, lengthS: 0.3 },
] as const;
const loudness = 0.25;

export class AlarmSound {
  /** The browser lets no page sound before somebody has touched it. */
  isBlocked = $state(false);
  #context: AudioContext | null = null;
  #timer: ReturnType<typeof setInterval> | undefined;
  #callers = 0;
  #heard: readonly string[] = $state.raw([]);

  /** Sounds until the returned function is called, and whatever else calls has ended too. */
  call(): () => void {
    this.#callers += 1;
    if (this.#callers === 1) this.#start();
    return () => {
      this.#callers -= 1;
      if (this.#callers === 0) this.#stop();
    };
  }

  /** Somebody here knows of these. */
  hear(keys: readonly string[]): void {
    this.#heard = [...this.#heard, ...keys].slice(-200);
  }

  isHeard(key: string): boolean {
    return this.#heard.includes(key);
  }

  /** Call from a press: that is what browsers wait for. */
  async allow(): Promise<void> {
    await this.#open().resume();
    this.#play();
  }

  #start(): void {
    this.#play();
    this.#timer = setInterval(() => this.#play(), againMs);
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.isBlocked = false;
  }

  #open(): AudioContext {
    this.#context ??= new AudioContext();
    return this.#context;
  }

  #play(): void {
    const context = this.#open();
    const isBlocked = context.state !== 'running';
    this.isBlocked = isBlocked;
    if (isBlocked) return;
    for (const { hz, atS, lengthS } of tones) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      const from = context.currentTime + atS;
      tone.frequency.value = hz;
      volume.gain.setValueAtTime(loudness, from);
      volume.gain.exponentialRampToValueAtTime(0.001, from + lengthS);
      tone.connect(volume).connect(context.destination);
      tone.start(from);
      tone.stop(from + lengthS);
    }
  }
}
