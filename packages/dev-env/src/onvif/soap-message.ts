/** The parts of a question that a device needs; what it does not hold is undefined. */
export type SoapMessage = {
  readonly operation: string;
  readonly namespace: string;
  /** Text of the first element of that name, whatever its prefix. */
  readonly textOf: (element: string) => string | undefined;
  /** An attribute of the first element of that name. */
  readonly attributeOf: (element: string, attribute: string) => string | undefined;
};

/** Reads what our own and foreign clients write; a real device's parser is no concern of this one. */
export function readMessage(xml: string): SoapMessage | undefined {
  const body = /<(?:\w+:)?Body[^>]*>\s*<(?:(\w+):)?(\w+)([^>]*)>/.exec(xml);
  if (body === null) return undefined;
  const [, prefix, operation = '', attributes = ''] = body;
  const declared = prefix === undefined ? /xmlns="([^"]*)"/ : new RegExp(`xmlns:${prefix}="([^"]*)"`);
  const namespace = (declared.exec(attributes) ?? declared.exec(xml))?.[1] ?? '';
  return {
    operation,
    namespace,
    textOf: (element) => unescape(new RegExp(`<(?:\\w+:)?${element}(?:\\s[^>]*)?>([^<]*)<`).exec(xml)?.[1]),
    attributeOf: (element, attribute) =>
      unescape(new RegExp(`<(?:\\w+:)?${element}\\s[^>]*?\\b${attribute}="([^"]*)"`).exec(xml)?.[1]),
  };
}

const declarations = [
  's="http://www.w3.org/2003/05/soap-envelope"',
  'a="http://www.w3.org/2005/08/addressing"',
  'tt="http://www.onvif.org/ver10/schema"',
  'tds="http://www.onvif.org/ver10/device/wsdl"',
  'trt="http://www.onvif.org/ver10/media/wsdl"',
  'tr2="http://www.onvif.org/ver20/media/wsdl"',
  'tptz="http://www.onvif.org/ver20/ptz/wsdl"',
  'tse="http://www.onvif.org/ver10/search/wsdl"',
  'trp="http://www.onvif.org/ver10/replay/wsdl"',
  'tev="http://www.onvif.org/ver10/events/wsdl"',
  'wsnt="http://docs.oasis-open.org/wsn/b-2"',
  'tns1="http://www.onvif.org/ver10/topics"',
  'ter="http://www.onvif.org/ver10/error"',
  'd="http://schemas.xmlsoap.org/ws/2005/04/discovery"',
  'dn="http://www.onvif.org/ver10/network/wsdl"',
  'wsa="http://schemas.xmlsoap.org/ws/2004/08/addressing"',
].map((declaration) => `xmlns:${declaration}`);

export function envelope(body: string, header = ''): string {
  const head = header === '' ? '' : `<s:Header>${header}</s:Header>`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n<s:Envelope ${declarations.join(' ')}>${head}<s:Body>${body}</s:Body></s:Envelope>`;
}

/** `subcode` of ONVIF's own, `reason` in words. */
export function fault(code: 'Sender' | 'Receiver', subcode: string, reason: string): string {
  return envelope(
    `<s:Fault><s:Code><s:Value>s:${code}</s:Value><s:Subcode><s:Value>ter:${subcode}</s:Value></s:Subcode></s:Code>` +
      `<s:Reason><s:Text xml:lang="en">${reason}</s:Text></s:Reason></s:Fault>`,
  );
}

export function escapeXml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

function unescape(text: string | undefined): string | undefined {
  const names: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text?.replace(/&(?:#(\d+)|(\w+));/g, (whole, code: string | undefined, name: string | undefined) =>
    code === undefined ? (names[name ?? ''] ?? whole) : String.fromCharCode(Number(code)),
  );
}
