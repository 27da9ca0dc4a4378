const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '\r': '&#13;',
};

/** Characters XML cannot carry in any form. XML 1.0 §2.2 */
const NO_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;
const EACH_NO_XML = new RegExp(NO_XML.source, 'gu');
/** Anything but characters that stand for themselves; astral ones are looked at closely. */
const ODD = /[^\t\n\u0020-%'-;=?-\ud7ff\ue000-\ufffd]/;

/** Character data. What XML cannot carry becomes U+FFFD. */
export function escapeText(text: string): string {
  if (!ODD.test(text)) return text;
  return text.replace(EACH_NO_XML, '\ufffd').replace(/[&<>\r]/g, (char) => ESCAPES[char] as string);
}

export function escapeAttribute(text: string): string {
  return escapeText(text)
    .replace(/"/g, '&quot;')
    .replace(/[\t\n]/g, (char) => `&#${char.charCodeAt(0)};`);
}

/** Whether XML can carry the text. */
export function isXmlText(text: string): boolean {
  return !NO_XML.test(text);
}
