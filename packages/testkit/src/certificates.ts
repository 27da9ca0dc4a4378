import {
  createPrivateKey,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign,
  X509Certificate,
} from 'node:crypto';

/** A certificate with its key, as files have them. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
  /** SHA-256, lower-case hex. */
  readonly fingerprint: string;
}

export interface CertificateFacts {
  readonly name: string;
  /** Who signs; itself when absent. */
  readonly issuer?: Certificate;
  readonly issuerName?: string;
  readonly hosts?: readonly string[];
  readonly addresses?: readonly string[];
  readonly ca?: boolean;
  /** Days from now; a year each way when absent. */
  readonly days?: readonly [from: number, to: number];
}

const OID = {
  commonName: '550403',
  ecdsaSha256: '2a8648ce3d040302',
  subjectAltName: '551d11',
  basicConstraints: '551d13',
} as const;

/** An X.509 certificate on P-256, made on the spot. RFC 5280 */
export function makeCertificate(facts: CertificateFacts): Certificate {
  const { name, issuer, issuerName = name, days = [-365, 365] } = facts;
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const signer: KeyObject = issuer === undefined ? privateKey : createPrivateKey(issuer.key);
  const algorithm = der(0x30, oid(OID.ecdsaSha256));
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.concat([Buffer.of(1), randomBytes(15)])),
    algorithm,
    nameOf(issuerName),
    der(0x30, time(days[0]), time(days[1])),
    nameOf(name),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, der(0x30, ...extensions(facts))),
  );
  const signature = sign('sha256', body, signer);
  const raw = der(0x30, body, algorithm, der(0x03, Buffer.of(0), signature));
  const cert = `-----BEGIN CERTIFICATE-----\n${raw.toString('base64').replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
  const { fingerprint256 } = new X509Certificate(cert);
  return {
    cert,
    key: String(privateKey.export({ format: 'pem', type: 'pkcs8' })),
    fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
  };
}

function extensions({ hosts = [], addresses = [], ca = false }: CertificateFacts): readonly Buffer[] {
  const names = [
    ...hosts.map((host) => der(0x82, Buffer.from(host))),
    ...addresses.map((address) => der(0x87, Buffer.from(address.split('.').map(Number)))),
  ];
  const altName = der(0x30, oid(OID.subjectAltName), der(0x04, der(0x30, ...names)));
  const basic = der(0x30, ...(ca ? [der(0x01, Buffer.of(0xff))] : []));
  return [
    der(0x30, oid(OID.basicConstraints), der(0x01, Buffer.of(0xff)), der(0x04, basic)),
    ...(names.length > 0 ? [altName] : []),
  ];
}

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const head =
    length < 0x80
      ? [tag, length]
      : length < 0x100
        ? [tag, 0x81, length]
        : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

function oid(hex: string): Buffer {
  return der(0x06, Buffer.from(hex, 'hex'));
}

function nameOf(text: string): Buffer {
  return der(0x30, der(0x31, der(0x30, oid(OID.commonName), der(0x0c, Buffer.from(text)))));
}

function time(days: number): Buffer {
  const text = new Date(Date.now() + days * 86_400_000).toISOString().replace(/[-:T]/g, '').slice(0, 14);
  return der(0x18, Buffer.from(`${text}Z`));
}
