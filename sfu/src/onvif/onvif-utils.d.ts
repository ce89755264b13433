/** The library types its door and not this file, which holds its reader of answers. */
declare module 'onvif/lib/utils.js' {
  export function linerase(data: unknown): unknown;
  export function parseSOAPString(
    xml: string,
    callback: (error: Error | null, data?: unknown, xml?: string, status?: number) => void,
    status?: number,
  ): void;
}
